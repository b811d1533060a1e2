import type { CommunityId, GroupKey, PersonId } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { KnownMembership } from './input.ts';
import type { GroupState } from './groups.ts';
import type { OwnershipRecord, PlanFinding } from './output.ts';

/** What is wanted and known of one person's groups in one community on one target. */
export interface PersonCells {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly wanted: ReadonlySet<GroupKey>;
  readonly known: ReadonlyMap<GroupKey, KnownMembership>;
  readonly groups: ReadonlyMap<GroupKey, GroupState>;
  readonly isPutBack: (group: GroupKey) => boolean;
}

/** What becomes of each of them. */
export interface Verdicts {
  /** Groups that the person is in now, as read; or as recorded, where the reading was not complete. */
  readonly present: Set<GroupKey>;
  readonly add: GroupKey[];
  /** To be joined, but the group is only made by this plan. */
  readonly addLater: GroupKey[];
  readonly remove: GroupKey[];
  /** Of `remove`: taken out because a person asked for it by name. */
  readonly asked: Set<GroupKey>;
  readonly recognised: OwnershipRecord[];
  readonly forgotten: OwnershipRecord[];
  readonly withheld: PlanFinding[];
  readonly depends: PlanFinding[];
  readonly drift: PlanFinding[];
}

const away: GroupState = { is: 'away', because: 'not-read' };

/** Judges a person's groups one by one. Only a group whose members were read completely may lose one, and only one that we put there. */
export function judge(cells: PersonCells): Verdicts {
  const verdicts: Verdicts = {
    present: new Set(),
    add: [],
    addLater: [],
    remove: [],
    asked: new Set(),
    recognised: [],
    forgotten: [],
    withheld: [],
    depends: [],
    drift: [],
  };
  for (const group of [...new Set([...cells.wanted, ...cells.known.keys()])].sort(byCodeUnit)) {
    const state = cells.groups.get(group) ?? away;
    const isMade = cells.known.get(group)?.made ?? false;
    const isRead = state.is === 'here' && state.complete;
    const isThere = state.is === 'here' && (cells.known.get(group)?.observed ?? false);
    // Of a group that was not read to its end, what we once did is taken to stand: unknown is never "gone".
    const isPresumed = isThere || (isMade && !isRead && (state.is === 'here' || state.is === 'away'));
    if (isPresumed) verdicts.present.add(group);
    if (cells.wanted.has(group)) judgeWanted(cells, verdicts, { group, state, isMade, isThere, isPresumed, isRead });
    else judgeUnwanted(cells, verdicts, { group, state, isMade, isThere, isPresumed, isRead });
  }
  return verdicts;
}

interface Cell {
  readonly group: GroupKey;
  readonly state: GroupState;
  readonly isMade: boolean;
  readonly isThere: boolean;
  readonly isPresumed: boolean;
  readonly isRead: boolean;
}

function judgeWanted({ person, community }: PersonCells, verdicts: Verdicts, cell: Cell): void {
  const { group, state, isMade, isThere, isPresumed } = cell;
  if (isPresumed) {
    if (isThere && !isMade) verdicts.recognised.push({ kind: 'membership', community, person, group });
    return;
  }
  if (state.is === 'coming') verdicts.addLater.push(group);
  else if (state.is === 'here') {
    verdicts.add.push(group);
    if (isMade) verdicts.drift.push(drift('missing', cell, person, community));
  } else {
    const reason = state.is === 'away' ? state.because : 'not-read';
    const key = `${group}/${person}`;
    verdicts.depends.push({ kind: 'depends', resource: 'membership', key, on: group, reason, community, person });
  }
}

function judgeUnwanted({ person, community, isPutBack }: PersonCells, verdicts: Verdicts, cell: Cell): void {
  const { group, state, isMade, isThere, isRead, isPresumed } = cell;
  const isAsked = isThere && !isMade && isPutBack(group);
  if (isThere && !isMade) verdicts.drift.push(drift('unexpected', cell, person, community));
  if (isThere && isRead && (isMade || isAsked)) {
    verdicts.remove.push(group);
    if (isAsked) verdicts.asked.add(group);
  } else if (isPresumed && (isMade || isAsked)) {
    const key = `${group}/${person}`;
    verdicts.withheld.push({ kind: 'withheld', reason: 'partial-reading', key, community, person });
  } else if (isMade && (isRead || state.is === 'gone' || state.is === 'coming')) {
    verdicts.forgotten.push({ kind: 'membership', community, person, group });
  }
}

function drift(
  nature: 'unexpected' | 'missing',
  { group }: Cell,
  person: PersonId,
  community: CommunityId,
): PlanFinding {
  const key = `${group}/${person}`;
  return { kind: 'drift', nature, resource: 'membership', key, community, person, detail: { group } };
}
