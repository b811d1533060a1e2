import {
  localDateAt,
  type Assignment,
  type ClaimId,
  type Community,
  type CommunityId,
  type CommunityView,
  type LocalDate,
  type Membership,
  type Participation,
  type PersonId,
  type PersonState,
  type RoleId,
  type RotationTurn,
} from '@passerelle/model';
import { sql, type RawBuilder } from 'kysely';
import { asKnown, type AsKnown } from '../as-known.ts';
import { toAssignment, toMembership, toTurn } from '../claims/claim-rows.ts';
import { listCommunities } from '../communities/list-communities.ts';
import { readRows } from '../read-rows.ts';
import type { Tx } from '../transaction.ts';

export interface StandingsQuestion extends AsKnown {
  /** Epoch milliseconds, or a day that is read in each community's own zone: for "who stands in the parent". */
  readonly at: number | LocalDate;
  /** Default: all. */
  readonly communities?: readonly CommunityId[];
}

export interface CommunityClaims {
  /** What the model's `standingsOf` is given. */
  readonly view: CommunityView;
  /** The state of everybody who is named in a claim. */
  readonly states: ReadonlyMap<PersonId, PersonState>;
}

/** All claims about a community in one text: that many rows cost less to read than one row each. */
interface ClaimsRow {
  readonly community: CommunityId;
  /** See `membershipOf`; null: they are among the claims, or there are none. */
  readonly memberships: string | null;
  /** See `Fields`; null: none. */
  readonly claims: string | null;
}

/**
 * Every community with all that is claimed about it, by slug in code unit order: one community in memory at a time, however many people there are.
 * Claims that have ended are among them. Other queries may run in the transaction meanwhile; `repeatable read` makes it one picture.
 */
export async function* readCommunityStandings(
  tx: Tx,
  question: StandingsQuestion,
): AsyncGenerator<CommunityClaims, void, undefined> {
  const all = await listCommunities(tx, question.knownAt === undefined ? {} : { knownAt: question.knownAt });
  const wanted = question.communities && new Set<CommunityId>(question.communities);
  const listed = wanted ? all.filter(({ id }) => wanted.has(id)) : all;
  const claims = readClaims(tx, question)[Symbol.asyncIterator]();
  try {
    let next = await claims.next();
    for (const community of listed) {
      while (next.done !== true && next.value.community < community.id) next = await claims.next();
      const own = next.done !== true && next.value.community === community.id ? next.value : null;
      yield collect(community, own, await inParent(tx, question, community, all));
    }
  } finally {
    await claims.return();
  }
}

const linesOf = (text: string | null | undefined): readonly string[] => (text ? text.split('\n') : []);

function collect(community: Community, own: ClaimsRow | null, members: ReadonlySet<PersonId> | null): CommunityClaims {
  const memberships: Membership[] = [];
  const assignments: Assignment[] = [];
  const turns: RotationTurn[] = [];
  const states = new Map<PersonId, PersonState>();
  for (const line of linesOf(own?.memberships)) {
    const [membership, state] = membershipOf(community.id, line);
    states.set(membership.person, state);
    memberships.push(membership);
  }
  for (const line of linesOf(own?.claims)) {
    const [kind, id, person, state, station, deputyFor, origin, from, until, meeting] = line.split('\t') as Fields;
    states.set(person, state);
    const claim = {
      id,
      person,
      community: community.id,
      origin,
      from_date: from,
      until_date: until === '' ? null : until,
    };
    if (kind === 'membership') memberships.push(toMembership({ ...claim, participation: station as Participation }));
    else if (kind === 'assignment') {
      const deputy_for = deputyFor === '' ? null : deputyFor;
      assignments.push(toAssignment({ ...claim, role: station as RoleId, deputy_for }));
    } else turns.push(toTurn({ id, person, community: community.id, role: station as RoleId, meeting }));
  }
  const isActive = (person: PersonId): boolean => states.get(person) === 'active';
  const view = { community, memberships, assignments, turns, isActive };
  return { view: members ? { ...view, isInParent: (person) => members.has(person) } : view, states };
}

/** A line of a membership: person and id (36 characters each), first day (10), last day, tab, participation, tab, state unless active, tab, origin. */
function membershipOf(community: CommunityId, line: string): readonly [Membership, PersonState] {
  const untilEnds = line.indexOf('\t', 82);
  const participationEnds = line.indexOf('\t', untilEnds + 1);
  const stateEnds = line.indexOf('\t', participationEnds + 1);
  const state = line.slice(participationEnds + 1, stateEnds);
  const membership = toMembership({
    id: line.slice(36, 72) as ClaimId,
    person: line.slice(0, 36) as PersonId,
    community,
    participation: line.slice(untilEnds + 1, participationEnds) as Participation,
    origin: line.slice(stateEnds + 1),
    from_date: line.slice(72, 82) as LocalDate,
    until_date: untilEnds === 82 ? null : (line.slice(82, untilEnds) as LocalDate),
  });
  return [membership, state === '' ? 'active' : (state as PersonState)];
}

/** A line of a claim as the queries below write it; nothing in these columns holds a tab or a line break. */
type Fields = [
  kind: 'membership' | 'assignment' | 'turn',
  id: ClaimId,
  person: PersonId,
  state: PersonState,
  station: Participation | RoleId,
  deputyFor: PersonId | '',
  origin: string,
  from: LocalDate,
  until: LocalDate | '',
  meeting: LocalDate,
];

/** The state of a person, now or as it was known at an instant. */
function stateOf({ knownAt }: AsKnown, person: RawBuilder<unknown>): RawBuilder<string> {
  if (knownAt === undefined) return sql<string>`(select state from person where id = ${person})`;
  return sql<string>`coalesce((select s.state from person_state s where s.person = ${person} and s.recorded_from <= ${knownAt}
    order by s.recorded_from desc, s.version desc limit 1), 'active')`;
}

function readClaims(tx: Tx, question: StandingsQuestion): AsyncGenerator<ClaimsRow, void, undefined> {
  const { sql: text, parameters } = (
    question.knownAt === undefined ? claimsNow(question) : claimsThen(question)
  ).compile(tx.db);
  return readRows<ClaimsRow>(tx, text, parameters, 50);
}

/** A community after the other along the index of its current claims: nothing is sorted but the few hundred claims of each. */
function claimsNow({ communities }: StandingsQuestion): RawBuilder<ClaimsRow> {
  const named = communities === undefined ? sql`true` : sql`c.id = any(${[...communities]})`;
  // Of everybody, nearly all are active: who is not is looked up once. Of a few communities, everybody's state is looked up.
  const stateUnlessActive =
    communities === undefined
      ? sql`case when m.person in (select id from person where state <> 'active') then (select state from person where id = m.person) else '' end`
      : sql`(select state from person where id = m.person)`;
  const current = (alias: string) =>
    sql`${sql.ref(`${alias}.community`)} = c.id and ${sql.ref(`${alias}.recorded_until`)} = 'infinity'`;
  return sql<ClaimsRow>`select c.id as community,
      (select string_agg(m.person::text || m.id || m.from_date || coalesce(m.until_date::text, '') || E'\t' || m.participation || E'\t'
              || ${stateUnlessActive} || E'\t' || m.origin, E'\n' order by m.person, m.id)
         from membership m where ${current('m')}) as memberships,
      (select string_agg(line, E'\n' order by person, id) from (
         select a.person, a.id, concat('assignment', E'\t', a.id, E'\t', a.person, E'\t', (select state from person where id = a.person), E'\t', a.role,
                E'\t', a.deputy_for, E'\t', a.origin, E'\t', a.from_date, E'\t', a.until_date, E'\t') as line
           from assignment a where ${current('a')}
         union all
         select t.person, t.id, concat('turn', E'\t', t.id, E'\t', t.person, E'\t', (select state from person where id = t.person), E'\t', t.role,
                E'\t\t\t\t\t', t.meeting)
           from rotation_turn t where ${current('t')}) others) as claims
    from community c where c.recorded_until = 'infinity' and ${named} order by c.id collate "C"`;
}

/** As it was known at an instant: by no index, so all in one reading. */
function claimsThen(question: StandingsQuestion): RawBuilder<ClaimsRow> {
  const named = question.communities === undefined ? sql`true` : sql`c.community = any(${[...question.communities]})`;
  return sql<ClaimsRow>`select c.community, null as memberships, string_agg(
      concat(c.kind, E'\t', c.id, E'\t', c.person, E'\t', ${stateOf(question, sql`c.person`)}, E'\t', c.station, E'\t', c.deputy_for, E'\t', c.origin, E'\t',
             c.from_date, E'\t', c.until_date, E'\t', c.meeting), E'\n' order by c.person, c.id) as claims
    from (
      select 'membership' as kind, c.community, c.id, c.person, c.participation as station, null::uuid as deputy_for,
        c.origin, c.from_date, c.until_date, null::date as meeting
      from membership c where ${asKnown(question, 'c')} and ${named}
      union all
      select 'assignment', c.community, c.id, c.person, c.role, c.deputy_for, c.origin, c.from_date, c.until_date, null
      from assignment c where ${asKnown(question, 'c')} and ${named}
      union all
      select 'turn', c.community, c.id, c.person, c.role, null, null, null, null, c.meeting
      from rotation_turn c where ${asKnown(question, 'c')} and ${named}
    ) c
    group by c.community order by c.community collate "C"`;
}

/** Who is a member of a working group's parent at that instant, and active. Null: no parent. */
async function inParent(
  tx: Tx,
  question: StandingsQuestion,
  { parent }: Community,
  all: readonly Community[],
): Promise<ReadonlySet<PersonId> | null> {
  const above = parent === null ? undefined : all.find(({ id }) => id === parent);
  if (above === undefined) return null;
  const day = typeof question.at === 'number' ? localDateAt(question.at, above.zone) : question.at;
  const { rows } = await sql<{ person: PersonId }>`select distinct m.person from membership m
    where m.community = ${above.id} and ${asKnown(question, 'm')} and m.from_date <= ${day}::date
      and (m.until_date is null or m.until_date >= ${day}::date) and ${stateOf(question, sql`m.person`)} = 'active'`.execute(
    tx.db,
  );
  return new Set(rows.map(({ person }) => person));
}
