import {
  compareLevels,
  toolOfKey,
  type CommunityId,
  type Level,
  type PersonId,
  type SpaceKey,
} from '@passerelle/model';
import type { KnownPersonGrant } from './input.ts';
import type { OwnershipRecord, PlanFinding } from './output.ts';
import type { SpaceState } from './spaces.ts';

/** What is wanted and known of one person in one space, where grants go to people. */
export interface PersonCell {
  readonly community: CommunityId;
  readonly person: PersonId;
  readonly space: SpaceKey;
  readonly state: SpaceState;
  readonly wanted: Level;
  readonly known: KnownPersonGrant | null;
  /** Somebody asked by name that this account leaves this space. */
  readonly isPutBack: boolean;
}

/** What becomes of it. */
export interface PersonVerdict {
  /** What the person has now, as read; or as recorded, where the reading was not complete. */
  readonly present: Level;
  /** `confirm`: somebody did that on the platform, perhaps the person: it is set back only after a yes. `asked`: lowered because a person asked for it by name. */
  readonly what: 'raise' | 'lower' | 'asked' | 'confirm' | null;
  readonly findings: readonly PlanFinding[];
  readonly recognised: OwnershipRecord | null;
  readonly forgotten: OwnershipRecord | null;
}

const nothing = { what: null, findings: [], recognised: null, forgotten: null } as const;

/**
 * Judges one grant to a person. As with groups, only what we gave is taken away, and only after a complete reading. One thing differs: whoever is gone from a
 * space where we had put them may have left by themselves (unsubscribed), so they are not put back without a yes. Lowered by hand but still there,
 * they are raised again.
 */
export function judgePersonGrant(cell: PersonCell): PersonVerdict {
  const { state, wanted, known } = cell;
  const made = known?.made ?? null;
  if (state.is === 'coming') return { ...nothing, present: 'none', what: wanted === 'none' ? null : 'raise' };
  if (state.is === 'away') {
    const findings = wanted === 'none' ? [] : [depends(cell, state.because)];
    return { ...nothing, present: made ?? 'none', findings };
  }
  if (state.is === 'gone') return { ...nothing, present: 'none', forgotten: made === null ? null : record(cell, made) };
  if (known?.level === 'other') return judgeOther(cell, made, state.complete);
  const seen = known?.level ?? null;
  if (seen === null && !state.complete) return unread(cell, made);
  return judgeLevel(cell, { held: seen ?? 'none', made, isRead: state.complete });
}

interface Held {
  readonly held: Level;
  readonly made: Level | null;
  readonly isRead: boolean;
}

function judgeLevel(cell: PersonCell, { held, made, isRead }: Held): PersonVerdict {
  const { space, wanted, isPutBack } = cell;
  const compare = (a: Level, b: Level): number => compareLevels(toolOfKey(space), a, b);
  const order = compare(wanted, held);
  if (order === 0) return { ...nothing, present: held, ...keepRecord(cell, made) };
  if (order > 0) {
    if (made === null || made === held) return { ...nothing, present: held, what: 'raise' };
    const isGone = held === 'none';
    const findings = [drift(cell, isGone ? 'missing' : 'changed')];
    return { ...nothing, present: held, what: isGone ? 'confirm' : 'raise', findings };
  }
  if (made === null) {
    const findings = [drift(cell, 'unexpected')];
    if (!isPutBack) return { ...nothing, present: held, findings };
    return isRead
      ? { ...nothing, present: held, findings, what: 'asked' }
      : { ...nothing, present: held, findings: [...findings, withheld(cell)] };
  }
  if (!isRead) return { ...nothing, present: held, findings: [withheld(cell)] };
  if (compare(held, made) > 0 && compare(wanted, made) >= 0)
    return { ...nothing, present: held, what: 'confirm', findings: [drift(cell, 'changed')] };
  return { ...nothing, present: held, what: 'lower', findings: held === made ? [] : [drift(cell, 'changed')] };
}

function keepRecord(cell: PersonCell, made: Level | null): Partial<PersonVerdict> {
  const { wanted } = cell;
  if (wanted === 'none') return made === null ? {} : { forgotten: record(cell, made) };
  return made === wanted ? {} : { recognised: record(cell, wanted) };
}

/** Permissions that are no level at all (delivery stopped after bounces, say): told, and set right after a yes. Counted as what we gave. */
function judgeOther(cell: PersonCell, made: Level | null, isRead: boolean): PersonVerdict {
  const present = made ?? 'none';
  const isForeign = made === null && cell.wanted === 'none';
  const findings = [drift(cell, isForeign ? 'unexpected' : 'changed')];
  if (isForeign) return { ...nothing, present, findings, what: cell.isPutBack && isRead ? 'asked' : null };
  return isRead
    ? { ...nothing, present, findings, what: 'confirm' }
    : { ...nothing, present, findings: [...findings, withheld(cell)] };
}

/** Not seen in a reading that did not end: what we gave is taken to stand, and nothing is set, since more might be there. */
function unread(cell: PersonCell, made: Level | null): PersonVerdict {
  const present = made ?? 'none';
  const order = compareLevels(toolOfKey(cell.space), cell.wanted, present);
  const findings = order === 0 ? [] : [order > 0 ? depends(cell, 'not-read') : withheld(cell)];
  return { ...nothing, present, findings };
}

const keyOf = ({ space, person }: PersonCell): string => `${space}/${person}`;

const record = ({ community, space, person }: PersonCell, level: Level): OwnershipRecord => ({
  kind: 'grant-for',
  community,
  space,
  person,
  level,
});

const depends = (cell: PersonCell, reason: 'adoption' | 'not-read' | 'written-meanwhile'): PlanFinding => {
  const { community, person, space } = cell;
  return { kind: 'depends', resource: 'grant', key: keyOf(cell), on: space, reason, community, person };
};

const withheld = (cell: PersonCell): PlanFinding => {
  const { community, person } = cell;
  return { kind: 'withheld', reason: 'partial-reading', key: keyOf(cell), community, person };
};

function drift(cell: PersonCell, nature: 'unexpected' | 'missing' | 'changed'): PlanFinding {
  const { community, person, space, wanted, known } = cell;
  const detail = { space, wanted, seen: known?.level ?? null, made: known?.made ?? null, native: known?.detail ?? '' };
  return { kind: 'drift', nature, resource: 'grant', key: keyOf(cell), community, person, detail };
}
