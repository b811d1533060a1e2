import type { Call } from '@passerelle/connector-kit';
import { readCollections, type Collection, type CollectionKind } from '../../client/dav-collections.ts';
import type { Owner } from '../../owners.ts';
import type { Session } from '../../session.ts';

/** Nextcloud's own limits per account, unless an administrator has set others (facts §5); what is in the bin counts too. */
const usualLimits = { calendar: 30, addressbook: 10 } as const;

/** How many an account may have. */
export const limitOf = ({ config }: Session, kind: CollectionKind): number => {
  const { calendars, addressBooks } = config.perOwner ?? {};
  const set = kind === 'calendar' ? calendars : addressBooks;
  return set === undefined ? usualLimits[kind] : set === 'unlimited' ? Infinity : set;
};

/** An account that owns calendars or address books, with what it has. */
export interface Home {
  readonly owner: Owner;
  readonly collections: readonly Collection[];
}

export const readHome = async (session: Session, call: Call, kind: CollectionKind, owner: Owner): Promise<Home> => ({
  owner,
  collections: await readCollections(session, call, kind, owner),
});

/** Nextcloud makes it by itself and leaves it out when it counts. */
const birthdays = 'contact_birthdays';

export const roomIn = (session: Session, kind: CollectionKind, { collections }: Home): number =>
  Math.max(0, limitOf(session, kind) - collections.filter(({ uri }) => uri !== birthdays).length);
