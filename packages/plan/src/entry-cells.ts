import type { CommunityId, NativeId, PersonId, SpaceKey } from '@passerelle/model';
import type { KnownEntry, WantedEntry } from './input.ts';
import type { OwnershipRecord, PlanFinding } from './output.ts';
import type { SpaceState } from './spaces.ts';

/** What is wanted and known of one entry of one space. */
export interface EntryCell {
  readonly community: CommunityId;
  readonly space: SpaceKey;
  readonly state: SpaceState;
  /** Whether everything in the space was read. */
  readonly isRead: boolean;
  readonly entry: string;
  /** Whose card it is; null: a meeting. */
  readonly person: PersonId | null;
  readonly wanted: WantedEntry | null;
  readonly known: KnownEntry | null;
}

/** What becomes of it. */
export interface EntryVerdict {
  readonly what:
    | { readonly verb: 'create' | 'update'; readonly confirm: boolean }
    | { readonly verb: 'remove'; readonly native: NativeId; readonly evenIfChanged: boolean; readonly confirm: boolean }
    | null;
  readonly findings: readonly PlanFinding[];
  readonly recognised: OwnershipRecord | null;
  readonly forgotten: OwnershipRecord | null;
}

const nothing: EntryVerdict = { what: null, findings: [], recognised: null, forgotten: null };

/**
 * Judges one entry. What somebody changed or deleted by hand is put back only after a yes; what bears our mark without our having written it is only shown.
 * One thing goes without a yes although it was changed by hand: the card of somebody who is not to be shown any more. Whatever was added to it is theirs too.
 */
export function judgeEntry(cell: EntryCell): EntryVerdict {
  const { state, wanted, known } = cell;
  if (wanted?.content === null) return nothing;
  const made = known?.made ?? null;
  if (state.is === 'gone') return made === null ? nothing : { ...nothing, forgotten: record(cell, made) };
  if (state.is === 'away') return wanted === null ? nothing : { ...nothing, findings: [depends(cell, state.because)] };
  if (state.is === 'coming') return wanted === null ? nothing : create(false);
  if (known === null || known.native === null) return unseen(cell, made);
  return wanted === null ? judgeRemoval(cell, known, known.native) : judgeSeen(cell, wanted, known);
}

const create = (confirm: boolean): EntryVerdict => ({ ...nothing, what: { verb: 'create', confirm } });

function unseen(cell: EntryCell, made: string | null): EntryVerdict {
  const { isRead, wanted } = cell;
  if (wanted !== null) {
    if (!isRead) return made === wanted.digest ? nothing : { ...nothing, findings: [depends(cell, 'not-read')] };
    return made === null ? create(false) : { ...create(true), findings: [drift(cell, 'missing')] };
  }
  if (made === null) return nothing;
  return isRead ? { ...nothing, forgotten: record(cell, made) } : { ...nothing, findings: [withheld(cell)] };
}

function judgeSeen(cell: EntryCell, wanted: WantedEntry, { intact, digest, made }: KnownEntry): EntryVerdict {
  if (!intact) return { ...nothing, what: { verb: 'update', confirm: true }, findings: [drift(cell, 'changed')] };
  if (digest !== wanted.digest) return { ...nothing, what: { verb: 'update', confirm: false } };
  return made === wanted.digest ? nothing : { ...nothing, recognised: record(cell, wanted.digest) };
}

function judgeRemoval(cell: EntryCell, { intact, made }: KnownEntry, native: NativeId): EntryVerdict {
  if (made === null) return { ...nothing, findings: [drift(cell, 'unexpected')] };
  if (!cell.isRead) return { ...nothing, findings: [withheld(cell)] };
  const isCard = cell.person !== null;
  const what = { verb: 'remove', native, evenIfChanged: !intact, confirm: !intact && !isCard } as const;
  return { ...nothing, what, findings: intact ? [] : [drift(cell, 'changed')] };
}

const keyOf = ({ space, entry }: EntryCell): string => `${space}/${entry}`;

const record = ({ community, space, entry }: EntryCell, digest: string): OwnershipRecord => ({
  kind: 'entry',
  community,
  space,
  entry,
  digest,
});

const depends = (cell: EntryCell, reason: 'adoption' | 'not-read' | 'written-meanwhile'): PlanFinding => {
  const { community, person, space } = cell;
  return { kind: 'depends', resource: 'entry', key: keyOf(cell), on: space, reason, community, person };
};

const withheld = (cell: EntryCell): PlanFinding => {
  const { community, person } = cell;
  return { kind: 'withheld', reason: 'partial-reading', key: keyOf(cell), community, person };
};

function drift(cell: EntryCell, nature: 'unexpected' | 'missing' | 'changed'): PlanFinding {
  const { community, person, space, entry, wanted } = cell;
  const content = wanted?.content ?? null;
  const day = content?.type === 'meeting' ? { day: content.start.slice(0, 10) } : {};
  const detail = { space, entry, type: person === null ? 'meeting' : 'card', ...day };
  return { kind: 'drift', nature, resource: 'entry', key: keyOf(cell), community, person, detail };
}
