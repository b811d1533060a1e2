import type { Community } from './community.ts';
import type { CardContent } from './entry.ts';
import { labelOfStation } from './labels.ts';
import type { Person } from './person.ts';
import type { Station } from './role.ts';

/** What a card can show besides the name, in this order. */
export const cardFields = ['email', 'phone', 'organisation', 'roles'] as const;
export type CardField = (typeof cardFields)[number];
export const isCardField = (text: string): text is CardField => cardFields.some((field) => field === text);

/** What somebody agreed to show in a community's address book. */
export interface CardChoice {
  /** False: no card at all. */
  readonly listed: boolean;
  readonly shown: readonly CardField[];
}
/** Of somebody who was never asked: their name, by which the other members know them anyway, and nothing else (GDPR art. 25: protection by default). */
export const defaultCardChoice: CardChoice = { listed: true, shown: [] };

export type CardPerson = Pick<
  Person,
  'displayName' | 'givenName' | 'familyName' | 'email' | 'phoneNumber' | 'organization'
>;

/** The card that the others see. Null: none. */
export function cardContent(
  person: CardPerson,
  stations: readonly Station[],
  { listed, shown }: CardChoice,
  community: Pick<Community, 'ownRoles' | 'language'>,
): CardContent | null {
  if (!listed) return null;
  const given = (field: CardField, value: string | null): string | null =>
    shown.includes(field) && value !== null && value.trim() !== '' ? value : null;
  const roles = stations.filter((station) => station.startsWith('role:'));
  return {
    type: 'card',
    displayName: person.displayName,
    givenName: person.givenName,
    familyName: person.familyName,
    email: given('email', person.email),
    phone: given('phone', person.phoneNumber),
    organisation: given('organisation', person.organization),
    roles: shown.includes('roles')
      ? roles.map((station) => labelOfStation(community, station, community.language)).sort()
      : [],
  };
}
