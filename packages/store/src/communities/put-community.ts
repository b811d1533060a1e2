import {
  message,
  validateCommunity,
  validateCommunityPolicy,
  validateParents,
  type Community,
  type Finding,
} from '@passerelle/model';
import { sql } from 'kysely';
import pg from 'pg';
import type { ActTx } from '../acts/act.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';
import { getInstanceAccess } from './instance-access.ts';
import { listCommunities } from './list-communities.ts';

export interface PutCommunity {
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly warnings: readonly Finding[];
}

/**
 * Writes a community as it should be from now on: a new one, or a new version of a known one; no version where nothing differs. A slug means the same
 * community for ever: there is no way to delete one, only to archive it. @throws Refusal
 */
export async function putCommunity(tx: ActTx, community: Community): Promise<PutCommunity> {
  // One at a time: parents are judged over all of them.
  await lock(tx, 'communities');
  const known = await listCommunities(tx);
  const before = known.find((other) => other.id === community.id);
  if (before && canonicalJson(before) === canonicalJson(community)) return { outcome: 'unchanged', warnings: [] };
  const warnings = await judge(tx, [...known.filter((other) => other !== before), community], community);
  await closeVersion(tx, community.id);
  await openVersion(tx, community);
  const fields = before ? differing(before, community) : [];
  tx.audit({
    action: before ? 'community.changed' : 'community.created',
    community: community.id,
    data: before ? { fields } : {},
  });
  tx.touch(null, community.id);
  return { outcome: before ? 'changed' : 'created', warnings };
}

async function judge(tx: ActTx, all: readonly Community[], community: Community): Promise<readonly Finding[]> {
  const findings = [
    ...validateCommunity(community),
    ...validateParents(all).filter((finding) => finding.path[1] === community.id || finding.severity === 'error'),
    ...validateCommunityPolicy(await getInstanceAccess(tx), community),
  ];
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new Refusal(...errors.map((finding) => finding.message));
  // Node knows it; the database's own list may be another one.
  if (!(await knowsZone(tx, community.zone))) {
    throw new Refusal(message('store.zone-unknown', { zone: community.zone }));
  }
  return findings;
}

/** By using it: the view pg_timezone_names reads some hundred files each time. */
async function knowsZone({ client }: ActTx, zone: string): Promise<boolean> {
  await client.query('savepoint zone');
  try {
    await client.query('select now() at time zone $1', [zone]);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === '22023')) throw error;
    await client.query('rollback to savepoint zone');
    return false;
  } finally {
    await client.query('release savepoint zone');
  }
}

const closeVersion = (tx: ActTx, id: string) =>
  sql`update community set recorded_until = clock_timestamp() where id = ${id} and recorded_until = 'infinity'`.execute(
    tx.db,
  );

async function openVersion(tx: ActTx, community: Community): Promise<void> {
  const { id, name, purpose, modality, stage, language, zone, parent } = community;
  // From the very instant at which the version before it ended: no gap between the two.
  await sql`insert into community (id, name, purpose, modality, stage, language, zone, parent, own_roles, access, tools, settings, act, recorded_from)
    values (${id}, ${name}, ${purpose}, ${modality}, ${stage}, ${language}, ${zone}, ${parent}, ${JSON.stringify(community.ownRoles)},
      ${JSON.stringify(community.access)}, ${JSON.stringify(community.tools)}, ${JSON.stringify(community.settings)}, ${tx.act},
      coalesce((select max(recorded_until) from community where id = ${id}), clock_timestamp()))`.execute(tx.db);
}

const differing = (before: Community, after: Community): readonly string[] =>
  Object.entries(after)
    .filter(
      ([field, value]) =>
        canonicalJson(value) !== canonicalJson(Object.entries(before).find(([name]) => name === field)?.[1]),
    )
    .map(([field]) => field);
