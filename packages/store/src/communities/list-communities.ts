import { message, type Community, type CommunityId } from '@passerelle/model';
import { sql } from 'kysely';
import { asKnown, type AsKnown } from '../as-known.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Tx } from '../transaction.ts';
import { communityColumns, toCommunity, type CommunityRow } from './community-row.ts';

/** Communities by slug in code unit order, archived ones too; `knownAt`: as they were recorded then. */
export async function listCommunities(
  { db }: Pick<Tx, 'db'>,
  options: AsKnown & { readonly ids?: readonly CommunityId[] } = {},
): Promise<readonly Community[]> {
  const named = options.ids === undefined ? sql`true` : sql`c.id = any(${[...options.ids]})`;
  const { rows } = await sql<CommunityRow>`select ${sql.raw(communityColumns)} from community c
    where ${asKnown(options, 'c')} and ${named} order by c.id`.execute(db);
  return rows.map(toCommunity);
}

/** @throws Refusal when there is none */
export async function getCommunity(db: Pick<Tx, 'db'>, id: CommunityId): Promise<Community> {
  const [community] = await listCommunities(db, { ids: [id] });
  if (community === undefined) throw new Refusal(message('store.community-unknown', { community: id }));
  return community;
}
