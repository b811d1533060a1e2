import {
  communityOfKey,
  compareLevels,
  isLevelOf,
  isParticipation,
  isRoleId,
  levelOf,
  participations,
  participationStation,
  stationOfKey,
  toolOfKey,
  type CommunityId,
  type GroupKey,
  type LocalDate,
  type NativeId,
  type PersonId,
  type PolicyTable,
  type SpaceKey,
  type Station,
  type TargetId,
} from '@passerelle/model';
import { servedLevel, type PutBack } from '@passerelle/plan';
import { act, assign, enrol, getCommunity } from '@passerelle/store';
import { levelsOf } from '../planning/target-view.ts';
import type { Engine } from '../setup.ts';

export interface DriftView {
  readonly id: string;
  readonly target: TargetId;
  readonly kind: string;
  readonly nature: 'unexpected' | 'missing' | 'changed';
  readonly key: string;
  readonly community: CommunityId | null;
  readonly person: PersonId | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
}

/** What the platforms have become without Passerelle, as far as it lasts; oldest first. */
export async function listDrift(engine: Engine, id: string | null = null): Promise<readonly DriftView[]> {
  const { rows } = await engine.store.pool.query<
    Omit<DriftView, 'firstSeen' | 'lastSeen'> & { first_seen: Date; last_seen: Date }
  >(
    `select id, target, kind, nature, key, community, person, detail, first_seen, last_seen
       from drift where state = 'open' and ($1::uuid is null or id = $1) order by first_seen, target, key`,
    [id],
  );
  return rows.map(({ first_seen: firstSeen, last_seen: lastSeen, ...row }) => ({ ...row, firstSeen, lastSeen }));
}

export type Settled =
  | { readonly done: true }
  /**
   * `stranger`: the account belongs to nobody whom Passerelle knows; `not-a-membership`: only memberships, and grants to people, can be accepted or put
   * back; `no-level`: no participation gives as much as this person has there.
   */
  | { readonly done: false; readonly because: 'unknown' | 'not-a-membership' | 'stranger' | 'no-level' };

/** What a person settles: somebody is in a group, or has something in a space, where Passerelle did not put them. What was changed otherwise, plans put right. */
export const canBeSettled = ({ kind, nature, detail }: Pick<DriftView, 'kind' | 'nature' | 'detail'>): boolean =>
  nature === 'unexpected' && (kind === 'membership' || (kind === 'grant' && detail['group'] === undefined));

/** Where it is: in which group or space, which account. */
async function placeOf(engine: Engine, drift: DriftView): Promise<PutBack | null> {
  const { target, kind, key, person } = drift;
  if (kind === 'grant') return spaceOf(engine, drift);
  // `group:account` of a stranger, `group` … `person` of somebody known; the drift's key begins with the group's key.
  const { rows } = await engine.store.pool.query<{ key: GroupKey; account: NativeId }>(
    `select n.key, o.b as account
       from native_object n
       join observed o on o.target = n.target and o.kind = 'membership' and o.a = n.native and not o.data ? 'gone'
       left join link l on l.target = o.target and l.native = o.b and l.state = 'live'
      where n.target = $1 and n.kind = 'group' and n.state = 'live' and starts_with($2, n.key)
        and case when $3::uuid is null then $2 = n.key || ':' || o.b else l.person = $3 end
      order by length(n.key) desc limit 1`,
    [target, key, person],
  );
  const row = rows[0];
  return row === undefined ? null : { group: row.key, account: row.account };
}

/** `space:account` of a stranger, `space/person` of somebody known. */
async function spaceOf(engine: Engine, { target, key, person }: DriftView): Promise<PutBack | null> {
  const { rows } = await engine.store.pool.query<{ key: SpaceKey; account: NativeId }>(
    `select n.key, o.b as account
       from native_object n
       join observed o on o.target = n.target and o.kind = 'grant' and o.a = n.native and not o.data ? 'gone'
       left join link l on l.target = o.target and l.native = o.b and l.state = 'live'
      where n.target = $1 and n.kind = 'space' and n.state = 'live'
        and case when $3::uuid is null then $2 = n.key || ':' || o.b else l.person = $3 and $2 = n.key || '/' || $3::text end
      limit 1`,
    [target, key, person],
  );
  const row = rows[0];
  return row === undefined ? null : { space: row.key, account: row.account };
}

/** The claim that would give somebody as much in a space as they have there: the lowest participation that does. */
export async function participationOf(
  engine: Engine,
  { target, detail }: Pick<DriftView, 'target' | 'detail'>,
  space: SpaceKey,
): Promise<Station | null> {
  const tool = toolOfKey(space);
  const { seen } = detail;
  if (typeof seen !== 'string' || !isLevelOf(tool, seen)) return null;
  const access = await engine.store.pool.query<{ access: PolicyTable }>(`select access from instance`);
  const community = await getCommunity(engine.store, communityOfKey(space));
  const policy = { instance: access.rows[0]?.access ?? {}, community };
  const here = engine.targets.get(target);
  if (here === undefined) return null;
  const view = { tools: here.manifest.tools, levels: levelsOf(here) };
  const enough = participations.find(
    (one) =>
      compareLevels(tool, servedLevel(view, tool, levelOf(policy, participationStation(one), tool).level), seen) >= 0,
  );
  return enough === undefined ? null : participationStation(enough);
}

/**
 * The unexpected membership becomes a real one: a claim by hand of that participation or role. Of a grant to a person: of the lowest participation that
 * gives as much.
 */
export async function acceptDrift(
  engine: Engine,
  id: string,
  { actor, today }: { readonly actor: string; readonly today: LocalDate },
): Promise<Settled> {
  const [drift] = await listDrift(engine, id);
  if (drift === undefined) return { done: false, because: 'unknown' };
  if (!canBeSettled(drift) || drift.community === null) return { done: false, because: 'not-a-membership' };
  if (drift.person === null) return { done: false, because: 'stranger' };
  const place = await placeOf(engine, drift);
  if (place === null) return { done: false, because: 'unknown' };
  const station = 'group' in place ? stationOfKey(place.group) : await participationOf(engine, drift, place.space);
  if (station === null) return { done: false, because: 'no-level' };
  const [kind, name = ''] = station.split(':');
  const claim = {
    person: drift.person,
    community: drift.community,
    from: today,
    until: null,
    origin: { kind: 'hand' },
  } as const;
  await act(engine.store, { actor, kind: 'drift.accept', confirmed: true, params: { drift: id } }, async (tx) => {
    if (kind === 'participation' && isParticipation(name))
      await enrol(tx, { ...claim, participation: name, at: engine.now() });
    else if (kind === 'role' && isRoleId(name))
      await assign(tx, { ...claim, role: name, deputyFor: null, at: engine.now() });
    await tx.client.query(`update drift set state = 'accepted', act = $2 where id = $1`, [id, tx.act]);
  });
  return { done: true };
}

/** What `makePlan` is asked so that exactly this membership, or grant to a person, is taken out. */
export async function putBackOf(
  engine: Engine,
  id: string,
): Promise<(PutBack & { readonly target: TargetId; readonly community: CommunityId | null }) | null> {
  const [drift] = await listDrift(engine, id);
  if (drift === undefined || !canBeSettled(drift)) return null;
  const place = await placeOf(engine, drift);
  return place === null ? null : { target: drift.target, community: drift.community, ...place };
}
