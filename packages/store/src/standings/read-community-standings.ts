import {
  localDateAt,
  type Assignment,
  type Community,
  type CommunityId,
  type CommunityView,
  type LocalDate,
  type Membership,
  type PersonId,
  type PersonState,
  type RotationTurn,
} from '@passerelle/model';
import { sql, type RawBuilder } from 'kysely';
import { asKnown, type AsKnown } from '../as-known.ts';
import {
  toAssignment,
  toMembership,
  toTurn,
  type AssignmentRow,
  type MembershipRow,
  type TurnRow,
} from '../claims/claim-rows.ts';
import { listCommunities } from '../communities/list-communities.ts';
import { readBatches } from '../read-rows.ts';
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

type ClaimRow =
  | (MembershipRow & { readonly kind: 'membership'; readonly state: PersonState })
  | (AssignmentRow & { readonly kind: 'assignment'; readonly state: PersonState })
  | (TurnRow & { readonly kind: 'turn'; readonly state: PersonState });

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
    let batch = await claims.next();
    let at = 0;
    for (const community of listed) {
      const rows: ClaimRow[] = [];
      while (batch.done !== true) {
        const row = batch.value[at];
        if (row === undefined) {
          batch = await claims.next();
          at = 0;
        } else if (row.community <= community.id) {
          if (row.community === community.id) rows.push(row);
          at += 1;
        } else break;
      }
      yield collect(community, rows, await inParent(tx, question, community, all));
    }
  } finally {
    await claims.return();
  }
}

function collect(
  community: Community,
  rows: readonly ClaimRow[],
  members: ReadonlySet<PersonId> | null,
): CommunityClaims {
  const memberships: Membership[] = [];
  const assignments: Assignment[] = [];
  const turns: RotationTurn[] = [];
  const states = new Map<PersonId, PersonState>();
  for (const row of rows) {
    states.set(row.person, row.state);
    if (row.kind === 'membership') memberships.push(toMembership(row));
    else if (row.kind === 'assignment') assignments.push(toAssignment(row));
    else turns.push(toTurn(row));
  }
  const isActive = (person: PersonId): boolean => states.get(person) === 'active';
  const view = { community, memberships, assignments, turns, isActive };
  return { view: members ? { ...view, isInParent: (person) => members.has(person) } : view, states };
}

/** The state of a person, now or as it was known at an instant. */
function stateOf({ knownAt }: AsKnown, person: RawBuilder<unknown>): RawBuilder<string> {
  if (knownAt === undefined) return sql<string>`(select state from person where id = ${person})`;
  return sql<string>`coalesce((select s.state from person_state s where s.person = ${person} and s.recorded_from <= ${knownAt}
    order by s.recorded_from desc, s.version desc limit 1), 'active')`;
}

function readClaims(tx: Tx, question: StandingsQuestion): AsyncGenerator<readonly ClaimRow[], void, undefined> {
  const named = question.communities === undefined ? sql`true` : sql`c.community = any(${[...question.communities]})`;
  // Now, everybody's state is joined at once: asked for one by one it would be half of what this query costs.
  const isNow = question.knownAt === undefined;
  const state = isNow ? sql`now.state` : stateOf(question, sql`claims.person`);
  const query = sql`select claims.*, ${state} as state from (
      select 'membership' as kind, c.community, c.id, c.person, c.participation, null::text as role, null::uuid as deputy_for,
        c.origin, c.from_date, c.until_date, null::date as meeting
      from membership c where ${asKnown(question, 'c')} and ${named}
      union all
      select 'assignment', c.community, c.id, c.person, null, c.role, c.deputy_for, c.origin, c.from_date, c.until_date, null
      from assignment c where ${asKnown(question, 'c')} and ${named}
      union all
      select 'turn', c.community, c.id, c.person, null, c.role, null, null, null, null, c.meeting
      from rotation_turn c where ${asKnown(question, 'c')} and ${named}
    ) claims ${isNow ? sql`join person now on now.id = claims.person` : sql``} order by claims.community collate "C", claims.person, claims.id`;
  const { sql: text, parameters } = query.compile(tx.db);
  return readBatches<ClaimRow>(tx, text, parameters);
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
