import type { CommunityId, PersonId } from '@passerelle/model';
import type { Store } from '../database.ts';
import { newId } from '../ids.ts';
import { digestOf } from './digest-of.ts';

/** A link that lets people without a membership into a community's room, for a time. */
export interface GuestLink {
  readonly id: string;
  readonly community: CommunityId;
  readonly madeBy: PersonId;
  readonly purpose: string;
  readonly from: Date;
  readonly until: Date;
  readonly revoked: boolean;
  /** Whether each guest is let in by a person. */
  readonly waits: boolean;
  readonly uses: number;
}

interface Row {
  readonly id: string;
  readonly community: CommunityId;
  readonly made_by: PersonId;
  readonly purpose: string;
  readonly valid_from: Date;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly waits: boolean;
  readonly uses: number;
}
const linkOf = (row: Row): GuestLink => ({
  id: row.id,
  community: row.community,
  madeBy: row.made_by,
  purpose: row.purpose,
  from: row.valid_from,
  until: row.expires_at,
  revoked: row.revoked_at !== null,
  waits: row.waits,
  uses: row.uses,
});

/** @param secret what the link holds; it cannot be read back from the store */
export async function makeGuestLink(
  store: Store,
  secret: string,
  link: Pick<GuestLink, 'community' | 'madeBy' | 'purpose' | 'from' | 'until' | 'waits'>,
): Promise<string> {
  const id = newId();
  await store.transaction(async ({ client }) => {
    await client.query(
      `insert into guest_link (id, digest, community, made_by, purpose, valid_from, expires_at, waits) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, digestOf(secret), link.community, link.madeBy, link.purpose, link.from, link.until, link.waits],
    );
    await client.query(
      `insert into audit (actor, action, person, community, data) values ($1, 'guest-link.made', $2, $3, $4)`,
      [
        `person:${link.madeBy}`,
        link.madeBy,
        link.community,
        JSON.stringify({ link: id, from: link.from.toISOString(), until: link.until.toISOString() }),
      ],
    );
  });
  return id;
}

/** The link that holds this secret, valid or not: whoever asks says why it does not open. */
export async function findGuestLink({ pool }: Store, secret: string): Promise<GuestLink | null> {
  const { rows } = await pool.query<Row>(`select * from guest_link where digest = $1`, [digestOf(secret)]);
  return rows[0] === undefined ? null : linkOf(rows[0]);
}

/** Links of a community that open now or later, the newest first. */
export async function guestLinksOf({ pool }: Store, community: CommunityId, now: Date): Promise<readonly GuestLink[]> {
  const { rows } = await pool.query<Row>(
    `select * from guest_link where community = $1 and revoked_at is null and expires_at > $2 order by valid_from desc, id`,
    [community, now],
  );
  return rows.map(linkOf);
}

export async function useGuestLink(
  store: Store,
  { id, community }: Pick<GuestLink, 'id' | 'community'>,
): Promise<void> {
  await store.transaction(async ({ client }) => {
    await client.query(`update guest_link set uses = uses + 1 where id = $1`, [id]);
    // A guest's name is theirs: it is not written down.
    await client.query(
      `insert into audit (actor, action, community, data) values ('guest', 'guest-link.used', $1, $2)`,
      [community, JSON.stringify({ link: id })],
    );
  });
}

/** @returns false when there is no such open link in this community */
export async function revokeGuestLink(
  store: Store,
  { id, community, by }: { readonly id: string; readonly community: CommunityId; readonly by: PersonId },
): Promise<boolean> {
  return store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(
      `update guest_link set revoked_at = clock_timestamp() where id = $1 and community = $2 and revoked_at is null`,
      [id, community],
    );
    if (rowCount !== 1) return false;
    await client.query(
      `insert into audit (actor, action, person, community, data) values ($1, 'guest-link.revoked', $2, $3, $4)`,
      [`person:${by}`, by, community, JSON.stringify({ link: id })],
    );
    return true;
  });
}
