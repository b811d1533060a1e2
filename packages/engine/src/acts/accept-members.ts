import {
  isParticipation,
  isRoleId,
  localDateAt,
  participations,
  stationOfKey,
  type CommunityId,
  type GroupKey,
  type NativeId,
  type Participation,
  type PersonId,
  type RoleId,
  type SpaceKey,
  type Station,
  type TargetId,
} from '@passerelle/model';
import { assign, enrolWithParent, getCommunity, type ActTx } from '@passerelle/store';
import type { Engine } from '../setup.ts';
import { peopleBehind } from './adopt/people-behind.ts';
import { participationOf, type DriftView } from './settle-drift.ts';

/** Whose memberships found on the platforms are to become real ones. */
export interface AcceptQuestion {
  readonly communities: readonly CommunityId[];
  /** Absent: all. */
  readonly targets?: readonly TargetId[];
}

/** Somebody who was found in groups of a community, and what accepting that makes of them. */
export interface FoundMember {
  readonly community: CommunityId;
  readonly person: PersonId;
  /** The nearest to the centre of those found; null: only roles were. */
  readonly participation: Participation | null;
  readonly roles: readonly RoleId[];
  /** By an address only: somebody should look whether it is really them. */
  readonly byAddress: boolean;
  readonly drifts: readonly string[];
}
export interface FoundMembers {
  readonly members: readonly FoundMember[];
  /** Found where they give no more than the person has already: there is nothing to accept. */
  readonly already: readonly { readonly community: CommunityId; readonly person: PersonId }[];
  /** On a platform without groups: they have more there than any participation gives, so that there is nothing to make of them. */
  readonly noLevel: readonly { readonly community: CommunityId; readonly person: PersonId }[];
  /** Accounts of nobody whom Passerelle knows, or of somebody who has left. */
  readonly strangers: readonly { readonly community: CommunityId; readonly target: TargetId; readonly login: string }[];
}

interface Row {
  readonly id: string;
  readonly target: TargetId;
  readonly community: CommunityId;
  /** Null: no participation gives as much as they have in a space. */
  readonly station: Station | null;
  readonly account: NativeId;
  readonly login: string;
  readonly linked: boolean;
}

const inGroups = `
  select d.id, d.target, d.community, n.key, o.b as account, coalesce(a.data->>'login', o.b) as login, l.person is not null as linked
    from drift d
    join native_object n on n.target = d.target and n.kind = 'group' and n.state = 'live' and starts_with(d.key, n.key)
    join observed o on o.target = n.target and o.kind = 'membership' and o.a = n.native and not o.data ? 'gone'
    left join observed a on a.target = o.target and a.kind = 'account' and a.a = o.b and not a.data ? 'gone'
    left join link l on l.target = o.target and l.native = o.b and l.state = 'live'
   where d.state = 'open' and d.kind = 'membership' and d.nature = 'unexpected' and d.community = any($1) and ($2::text[] is null or d.target = any($2))
     and d.key = case when l.person is null then n.key || ':' || o.b else n.key || '/' || l.person::text end
   order by d.community, d.target, n.key, o.b`;

/** On a platform without groups: who has something in a space of ours. */
const inSpaces = `
  select d.id, d.target, d.community, n.key, d.detail, o.b as account, coalesce(a.data->>'login', o.b) as login, l.person is not null as linked
    from drift d
    join native_object n on n.target = d.target and n.kind = 'space' and n.state = 'live' and starts_with(d.key, n.key)
    join observed o on o.target = n.target and o.kind = 'grant' and o.a = n.native and not o.data ? 'gone'
    left join observed a on a.target = o.target and a.kind = 'account' and a.a = o.b and not a.data ? 'gone'
    left join link l on l.target = o.target and l.native = o.b and l.state = 'live'
   where d.state = 'open' and d.kind = 'grant' and d.nature = 'unexpected' and not d.detail ? 'group'
     and d.community = any($1) and ($2::text[] is null or d.target = any($2))
     and d.key = case when l.person is null then n.key || ':' || o.b else n.key || '/' || l.person::text end
   order by d.community, d.target, n.key, o.b`;

type FoundRow<Key> = Omit<Row, 'station'> & { readonly key: Key };

async function rowsOf(engine: Engine, { communities, targets }: AcceptQuestion): Promise<readonly Row[]> {
  const { pool } = engine.store;
  const params = [communities, targets ?? null];
  const groups = await pool.query<FoundRow<GroupKey>>(inGroups, params);
  const spaces = await pool.query<FoundRow<SpaceKey> & Pick<DriftView, 'detail'>>(inSpaces, params);
  const rows: Row[] = groups.rows.map(({ key, ...row }) => ({ ...row, station: stationOfKey(key) }));
  for (const { key, detail, ...row } of spaces.rows)
    rows.push({ ...row, station: await participationOf(engine, { target: row.target, detail }, key) });
  return rows;
}

/** Who is in the groups of these communities without having been put there, and what saying yes to all of them would mean. */
export async function foundMembers(engine: Engine, question: AcceptQuestion): Promise<FoundMembers> {
  const { pool } = engine.store;
  const { communities } = question;
  const rows = await rowsOf(engine, question);
  const people = new Map<Row, PersonId>();
  for (const [target, own] of Map.groupBy(rows, (row) => row.target)) {
    const behind = await peopleBehind(pool, target, [...new Set(own.map(({ account }) => account))]);
    for (const row of own) {
      const person = behind.get(row.account);
      if (person !== undefined) people.set(row, person);
    }
  }
  const present = await presentPeople(engine, [...new Set(people.values())]);
  const isPresent = (row: Row): boolean => present.has(people.get(row) ?? '');
  const held = await heldParticipations(engine, communities);
  const strangers = rows.filter((row) => !isPresent(row));
  const members: FoundMember[] = [];
  const already: { community: CommunityId; person: PersonId }[] = [];
  const noLevel: { community: CommunityId; person: PersonId }[] = [];
  for (const same of Map.groupBy(
    rows.filter(isPresent),
    (row) => `${row.community}/${people.get(row) ?? ''}`,
  ).values()) {
    const [first] = same;
    const person = first === undefined ? undefined : people.get(first);
    if (first === undefined || person === undefined) continue;
    const { community } = first;
    if (same.every(({ station }) => station === null)) {
      noLevel.push({ community, person });
      continue;
    }
    const found = memberOf(same, held.get(`${community}/${person}`) ?? null);
    if (found.participation === null && found.roles.length === 0) already.push({ community, person });
    else members.push({ community, person, ...found, byAddress: same.every(({ linked }) => !linked) });
  }
  return {
    members,
    already,
    noLevel,
    strangers: strangers.map(({ community, target, login }) => ({ community, target, login })),
  };
}

function memberOf(rows: readonly Row[], held: Participation | null) {
  const stations = rows.map(({ station }) => (station ?? '').split(':'));
  const named = stations.flatMap(([kind, name = '']) =>
    kind === 'participation' && isParticipation(name) ? [name] : [],
  );
  const rank = (participation: Participation | null): number =>
    participation === null ? -1 : participations.indexOf(participation);
  const [nearest] = named.toSorted((a, b) => rank(b) - rank(a));
  const roles = stations.flatMap(([kind, name = '']) => (kind === 'role' && isRoleId(name) ? [name] : []));
  return {
    // Nobody is brought further from the centre by having been found in a lesser group too.
    participation: nearest !== undefined && rank(nearest) > rank(held) ? nearest : null,
    roles: [...new Set(roles)],
    drifts: rows.map(({ id }) => id),
  };
}

async function presentPeople(engine: Engine, ids: readonly PersonId[]): Promise<ReadonlySet<string>> {
  const { rows } = await engine.store.pool.query<{ id: string }>(
    `select id::text from person where id = any($1::uuid[]) and state <> 'departed'`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The nearest participation that somebody claims for each member now. */
async function heldParticipations(
  engine: Engine,
  communities: readonly CommunityId[],
): Promise<ReadonlyMap<string, Participation>> {
  const { rows } = await engine.store.pool.query<{ who: string; participation: Participation }>(
    `select community || '/' || person as who, participation from membership
      where recorded_until = 'infinity' and community = any($1) and from_date <= current_date and (until_date is null or until_date >= current_date)
      order by array_position($2::text[], participation)`,
    [communities, participations],
  );
  return new Map(rows.map(({ who, participation }) => [who, participation]));
}

/** Makes real members of them, in one act: claims by hand, from today on. @throws Refusal */
export async function acceptMembers(
  tx: ActTx,
  engine: Pick<Engine, 'now'>,
  members: readonly FoundMember[],
): Promise<void> {
  const at = engine.now();
  for (const { community, person, participation, roles, drifts } of members) {
    const { zone } = await getCommunity(tx, community);
    const claim = { person, community, from: localDateAt(at, zone), origin: { kind: 'hand' }, at } as const;
    // Who is a member already keeps the first day that they have.
    const { from, ...lasting } = claim;
    if (participation !== null) await enrolWithParent(tx, { ...lasting, participation });
    for (const role of roles) await assign(tx, { ...claim, from, role, deputyFor: null });
    await tx.client.query(`update drift set state = 'accepted', act = $2 where id = any($1::uuid[])`, [drifts, tx.act]);
  }
}
