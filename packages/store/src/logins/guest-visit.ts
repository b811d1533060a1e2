import type { CommunityId, PersonId } from '@passerelle/model';
import type { Store } from '../database.ts';
import { newId } from '../ids.ts';
import { digestOf } from './digest-of.ts';

/** A guest who has knocked. */
export interface GuestVisit {
  readonly id: string;
  readonly link: string;
  readonly community: CommunityId;
  readonly name: string;
  readonly verdict: 'admitted' | 'refused' | null;
}

const columns = `v.id, v.link, l.community, v.name, v.verdict`;

/** @param secret what only the guest's own page holds */
export async function knock(
  { pool }: Store,
  secret: string,
  { link, name, admitted }: { readonly link: string; readonly name: string; readonly admitted: boolean },
): Promise<string> {
  const id = newId();
  await pool.query(`insert into guest_visit (id, digest, link, name, verdict) values ($1, $2, $3, $4, $5)`, [
    id,
    digestOf(secret),
    link,
    name,
    admitted ? 'admitted' : null,
  ]);
  return id;
}

/** The visit of a guest's page, which says by asking that it is still open. Null: there is none, or its link opens no more. */
export async function findGuestVisit({ pool }: Store, secret: string): Promise<GuestVisit | null> {
  const { rows } = await pool.query<GuestVisit>(
    `update guest_visit v set seen_at = clock_timestamp() from guest_link l
      where v.digest = $1 and l.id = v.link and l.revoked_at is null and l.expires_at > clock_timestamp() and l.valid_from <= clock_timestamp()
      returning ${columns}`,
    [digestOf(secret)],
  );
  return rows[0] ?? null;
}

/** Guests of a community who wait with their page open, the first one first. @param patience seconds after which a page that is silent is closed */
export async function guestsWaiting(
  { pool }: Store,
  community: CommunityId,
  patience: number,
): Promise<readonly GuestVisit[]> {
  const { rows } = await pool.query<GuestVisit>(
    `select ${columns} from guest_visit v join guest_link l on l.id = v.link
      where l.community = $1 and v.verdict is null and v.seen_at > clock_timestamp() - make_interval(secs => $2)
        and l.revoked_at is null and l.expires_at > clock_timestamp()
      order by v.asked_at, v.id`,
    [community, patience],
  );
  return rows;
}

/** @returns false when nobody of that id waits there */
export async function decideGuest(
  store: Store,
  decision: {
    readonly visit: string;
    readonly community: CommunityId;
    readonly by: PersonId;
    readonly verdict: 'admitted' | 'refused';
  },
): Promise<boolean> {
  const { visit, community, by, verdict } = decision;
  return store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(
      `update guest_visit v set verdict = $3, decided_by = $4, decided_at = clock_timestamp() from guest_link l
        where v.id = $1 and l.id = v.link and l.community = $2 and v.verdict is null`,
      [visit, community, verdict, by],
    );
    if (rowCount !== 1) return false;
    // Who decided is written down, whom they decided about is not: a guest's name is theirs.
    await client.query(`insert into audit (actor, action, community, data) values ($1, $2, $3, $4)`, [
      `person:${by}`,
      `guest.${verdict}`,
      community,
      JSON.stringify({ visit }),
    ]);
    return true;
  });
}
