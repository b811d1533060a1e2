import { compareLevels, type CommunityId, type Grant, type GroupKey, type Level, type Tool } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { GroupState } from './groups.ts';
import type { KnownGrant, KnownSpace } from './input.ts';
import type { OwnershipRecord, PlanFinding } from './output.ts';

export interface GrantVerdicts {
  readonly raise: Grant[];
  readonly lower: Grant[];
  /** More than we gave, or permissions that are no level at all: somebody did that on purpose, so a person must say yes before it is set back. */
  readonly confirm: Grant[];
  /** What each of our groups is granted now. */
  readonly present: Map<GroupKey, Level>;
  readonly recognised: OwnershipRecord[];
  readonly forgotten: OwnershipRecord[];
  readonly findings: PlanFinding[];
}

export interface SpaceCells {
  readonly community: CommunityId;
  readonly tool: Tool;
  readonly known: KnownSpace;
  /** What the policy gives, for every group that has or will have it. */
  readonly wanted: ReadonlyMap<GroupKey, Level>;
  readonly groups: ReadonlyMap<GroupKey, GroupState>;
}

interface Cell {
  readonly group: GroupKey;
  readonly wanted: Level;
  readonly seen: Level | 'other' | null;
  readonly detail: string;
  readonly made: Level | null;
}

/** Judges the grants of one space one by one. What others granted to a group of ours is shown, and left to them. */
export function judgeGrants(cells: SpaceCells): GrantVerdicts {
  const verdicts: GrantVerdicts = {
    raise: [],
    lower: [],
    confirm: [],
    present: new Map(),
    recognised: [],
    forgotten: [],
    findings: [],
  };
  const known = new Map(cells.known.grants.map((grant) => [grant.group, grant]));
  for (const group of [...new Set([...cells.wanted.keys(), ...known.keys()])].sort(byCodeUnit)) {
    judgeCell(cells, verdicts, cellOf(cells, group, known.get(group) ?? null));
  }
  return verdicts;
}

/** A group that was made anew has nothing yet, whatever its vanished predecessor was granted. */
function cellOf({ wanted, groups }: SpaceCells, group: GroupKey, known: KnownGrant | null): Cell {
  const isAnew = groups.get(group)?.is === 'coming';
  const seen = isAnew || known === null ? { level: null, detail: '', made: null } : known;
  return { group, wanted: wanted.get(group) ?? 'none', seen: seen.level, detail: seen.detail, made: seen.made };
}

function judgeCell(cells: SpaceCells, verdicts: GrantVerdicts, cell: Cell): void {
  const { group, wanted, seen } = cell;
  const isRead = cells.known.grantsRead === 'complete' || cells.groups.get(group)?.is === 'coming';
  if (seen === 'other') judgeOther(cells, verdicts, cell, isRead);
  else if (seen === null && !isRead) unread(cells, verdicts, cell);
  else {
    const held = seen ?? 'none';
    if (held !== 'none') verdicts.present.set(group, held);
    const order = compareLevels(cells.tool, wanted, held);
    if (order === 0) keepRecord(cells, verdicts, cell);
    else if (order > 0) raise(cells, verdicts, cell, held);
    else lower(cells, verdicts, cell, held);
  }
}

function lower(cells: SpaceCells, verdicts: GrantVerdicts, cell: Cell, held: Level): void {
  const { tool, known } = cells;
  const { group, wanted, made } = cell;
  if (made === null) {
    verdicts.findings.push(drift(cells, cell, 'unexpected'));
  } else if (known.grantsRead !== 'complete') {
    verdicts.findings.push(withheld(cells, group));
  } else if (compareLevels(tool, held, made) > 0 && compareLevels(tool, wanted, made) >= 0) {
    verdicts.findings.push(drift(cells, cell, 'changed'));
    verdicts.confirm.push({ group, level: wanted });
  } else {
    if (held !== made) verdicts.findings.push(drift(cells, cell, 'changed'));
    verdicts.lower.push({ group, level: wanted });
  }
}

function raise(cells: SpaceCells, verdicts: GrantVerdicts, cell: Cell, held: Level): void {
  const { group, wanted, made } = cell;
  const state = cells.groups.get(group);
  if (state === undefined || state.is === 'away' || state.is === 'gone') {
    const reason = state?.is === 'away' ? state.because : 'not-read';
    const { community, known } = cells;
    const key = `${known.space}/${group}`;
    verdicts.findings.push({ kind: 'depends', resource: 'grant', key, on: group, reason, community, person: null });
    return;
  }
  if (made !== null && held !== made)
    verdicts.findings.push(drift(cells, cell, held === 'none' ? 'missing' : 'changed'));
  verdicts.raise.push({ group, level: wanted });
}

function keepRecord({ known }: SpaceCells, verdicts: GrantVerdicts, { group, wanted, made }: Cell): void {
  const { space } = known;
  if (wanted === 'none') {
    if (made !== null) verdicts.forgotten.push({ kind: 'grant', space, group, level: made });
  } else if (made !== wanted) {
    verdicts.recognised.push({ kind: 'grant', space, group, level: wanted });
  }
}

function judgeOther(cells: SpaceCells, verdicts: GrantVerdicts, cell: Cell, isRead: boolean): void {
  const { group, wanted, made } = cell;
  // Counted as what we gave: the platform's own mixture has no rank.
  if (made !== null) verdicts.present.set(group, made);
  verdicts.findings.push(drift(cells, cell, made === null && wanted === 'none' ? 'unexpected' : 'changed'));
  if (made === null && wanted === 'none') return;
  if (isRead) verdicts.confirm.push({ group, level: wanted });
  else verdicts.findings.push(withheld(cells, group));
}

/** Not seen in a reading that did not end: what we gave is taken to stand, and nothing is set, since more might be there. */
function unread(cells: SpaceCells, verdicts: GrantVerdicts, { group, wanted, made }: Cell): void {
  if (made !== null) verdicts.present.set(group, made);
  if (wanted !== (made ?? 'none')) verdicts.findings.push(withheld(cells, group));
}

const withheld = ({ community, known }: SpaceCells, group: GroupKey): PlanFinding => ({
  kind: 'withheld',
  reason: 'partial-reading',
  key: `${known.space}/${group}`,
  community,
  person: null,
});

function drift(
  { community, known }: SpaceCells,
  cell: Cell,
  nature: 'unexpected' | 'missing' | 'changed',
): PlanFinding {
  const { group, wanted, seen, made } = cell;
  const key = `${known.space}/${group}`;
  const detail = { space: known.space, group, wanted, seen, made, native: cell.detail };
  return { kind: 'drift', nature, resource: 'grant', key, community, person: null, detail };
}
