import { isPersonId, spaceKey, tools, type Change, type SpaceKey, type Tool } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import { judgeEntry, type EntryCell, type EntryVerdict } from './entry-cells.ts';
import type { CommunityStandings, EntryType, KnownEntry, WantedEntry } from './input.ts';
import type { CommunityScene } from './memberships.ts';
import type { PlanItem } from './output.ts';
import { finding, operation, type Round } from './round.ts';
import type { SpaceState } from './spaces.ts';

type States = ReadonlyMap<SpaceKey, SpaceState>;

/**
 * What Passerelle writes inside a community's own calendar and address book. Nobody's access changes by it, so no guard counts it. In a space that the
 * community uses no more, meetings stay as they are; cards go, since nothing says any more that they may be there.
 */
export function* planEntries(
  round: Round,
  scene: CommunityScene,
  { entries = [] }: Pick<CommunityStandings, 'entries'>,
  states: States,
): Generator<PlanItem> {
  const types = round.input.target.entries ?? {};
  for (const tool of tools) {
    const type = types[tool];
    if (type === undefined) continue;
    const space = spaceKey(scene.desired.community.id, tool);
    const isUsed = scene.desired.spaces.has(space);
    if (!isUsed && type === 'meeting') continue;
    yield* planSpaceEntries(round, scene, { tool, type, space, wanted: isUsed ? entries : [] }, states);
  }
}

interface Place {
  readonly tool: Tool;
  readonly type: EntryType;
  readonly space: SpaceKey;
  readonly wanted: readonly WantedEntry[];
}

function* planSpaceEntries(
  round: Round,
  { desired, known }: CommunityScene,
  { type, space, wanted: all }: Place,
  states: States,
): Generator<PlanItem> {
  const community = desired.community.id;
  const wanted = new Map(all.filter((one) => one.type === type).map((one) => [one.entry, one]));
  const seen = new Map<string, KnownEntry>();
  for (const one of known?.entries ?? []) if (one.space === space) seen.set(one.entry, one);
  const isRead = known?.entriesRead?.includes(space) === true;
  for (const entry of [...new Set([...wanted.keys(), ...seen.keys()])].sort(byCodeUnit)) {
    const person = type === 'card' && isPersonId(entry) ? entry : null;
    const cell: EntryCell = {
      community,
      space,
      state: states.get(space) ?? { is: 'gone' },
      isRead,
      entry,
      person,
      wanted: wanted.get(entry) ?? null,
      known: seen.get(entry) ?? null,
    };
    yield* planEntry(round, cell, judgeEntry(cell));
  }
}

function* planEntry(round: Round, cell: EntryCell, verdict: EntryVerdict): Generator<PlanItem> {
  const { community, person, space, entry, known } = cell;
  const { touched } = round.input;
  const isTouched =
    touched(null, community) || (person !== null && (touched(person, community) || touched(person, null)));
  for (const told of verdict.findings) if (told.kind === 'drift' || !isTouched) yield finding(told);
  if (isTouched) {
    if (verdict.what?.verb === 'remove') {
      const key = `${space}/${entry}`;
      yield finding({ kind: 'withheld', reason: 'written-meanwhile', key, community, person });
    }
    return;
  }
  if (verdict.recognised !== null) yield { item: 'recognised', record: verdict.recognised };
  if (verdict.forgotten !== null) yield { item: 'forgotten', record: verdict.forgotten };
  const change = changeOf(cell, verdict);
  if (change === null || verdict.what === null) return;
  const before = known === null ? null : { digest: known.digest, intact: known.intact };
  const parts = { community, before, ...(person === null ? {} : { person }) };
  yield operation(round, change, verdict.what.confirm ? { ...parts, hold: 'confirm' } : parts);
}

function changeOf({ space, entry, wanted }: EntryCell, { what }: EntryVerdict): Change | null {
  if (what === null) return null;
  if (what.verb === 'remove') {
    const evenIfChanged = what.evenIfChanged ? { evenIfChanged: true as const } : {};
    return { kind: 'entry', verb: 'remove', space, entry, native: what.native, ...evenIfChanged };
  }
  if (wanted === null || wanted.content === null) return null;
  const { content, digest } = wanted;
  const evenIfChanged = what.confirm ? { evenIfChanged: true as const } : {};
  return { kind: 'entry', verb: what.verb, space, entry, content, digest, ...evenIfChanged };
}
