import type { PersonId, SourceId } from './ids.ts';

/** Languages of the interface, complete (fr, en) or prepared (nl, de). */
export type Language = 'fr' | 'en' | 'nl' | 'de';
export const languages: readonly Language[] = ['fr', 'en', 'nl', 'de'];
export const isLanguage = (value: string): value is Language => languages.some((known) => known === value);

/**
 * `suspended`: disabled everywhere at once by a person's act, memberships kept, reversible.
 * `departed`: the source that vouched for them says that they have left, and no other vouches for them.
 */
export type PersonState = 'active' | 'suspended' | 'departed';

/** One human being, known once. The words are SCIM's (RFC 7643 §4.1). */
export interface Person {
  readonly id: PersonId;
  readonly state: PersonState;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  /** Primary address, as written by its owner; compared by `foldAddress`. Null: none known (no invitation can be sent). */
  readonly email: string | null;
  readonly preferredLanguage: Language;
  readonly organization: string | null;
  readonly phoneNumber: string | null;
  /** Records of this person at the sources that vouch for them. Empty: an external member entered by hand. */
  readonly records: readonly SourceRecordRef[];
}

/** The person's record at a source. `externalId` never changes there (entryUUID, objectGUID; a CSV's key column). */
export interface SourceRecordRef {
  readonly source: SourceId;
  readonly externalId: string;
  /** Login name there, if any: a hint for finding a federated account, never an identity. */
  readonly login: string | null;
}
