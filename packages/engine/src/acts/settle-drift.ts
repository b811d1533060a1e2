import {
  isParticipation,
  isRoleId,
  stationOfKey,
  type CommunityId,
  type GroupKey,
  type LocalDate,
  type NativeId,
  type PersonId,
  type TargetId,
} from '@passerelle/model';
import { act, assign, enrol } from '@passerelle/store';
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
  /** `not-a-member`: the account belongs to nobody whom Passerelle knows; `not-a-membership`: only memberships can be accepted or put back. */
  | { readonly done: false; readonly because: 'unknown' | 'not-a-membership' | 'stranger' };

/** Where the membership is: in which group, which account. */
async function placeOf(
  engine: Engine,
  { target, key, person }: DriftView,
): Promise<{ group: GroupKey; account: NativeId } | null> {
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

/** The unexpected membership becomes a real one: a claim by hand of that participation or role. */
export async function acceptDrift(
  engine: Engine,
  id: string,
  { actor, today }: { readonly actor: string; readonly today: LocalDate },
): Promise<Settled> {
  const [drift] = await listDrift(engine, id);
  if (drift === undefined) return { done: false, because: 'unknown' };
  if (drift.kind !== 'membership' || drift.nature !== 'unexpected' || drift.community === null)
    return { done: false, because: 'not-a-membership' };
  if (drift.person === null) return { done: false, because: 'stranger' };
  const place = await placeOf(engine, drift);
  if (place === null) return { done: false, because: 'unknown' };
  const [kind, name = ''] = stationOfKey(place.group).split(':');
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

/** What `makePlan` is asked so that exactly this membership is taken out. */
export async function putBackOf(
  engine: Engine,
  id: string,
): Promise<{
  readonly target: TargetId;
  readonly community: CommunityId | null;
  readonly group: GroupKey;
  readonly account: NativeId;
} | null> {
  const [drift] = await listDrift(engine, id);
  if (drift?.kind !== 'membership' || drift.nature !== 'unexpected') return null;
  const place = await placeOf(engine, drift);
  return place === null ? null : { target: drift.target, community: drift.community, ...place };
}
