import {
  compareLevels,
  groupKey,
  highestLevel,
  partOfKey,
  toolOfKey,
  type Level,
  type PersonId,
  type SpaceKey,
  type Station,
} from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import { levelInPart, type DesiredCommunity } from './desired.ts';
import { effectsOf } from './effects.ts';
import type { KnownPersonGrant } from './input.ts';
import type { CommunityScene } from './memberships.ts';
import type { PlanItem } from './output.ts';
import { judgePersonGrant, type PersonCell, type PersonVerdict } from './person-grant-cells.ts';
import { finding, isPutBack, isPutBackOf, operation, tellProtected, type Round } from './round.ts';
import type { SpaceState } from './spaces.ts';
import type { WantedSpace } from './wanted-spaces.ts';

type States = ReadonlyMap<SpaceKey, SpaceState>;

/** What somebody in these stations may do in a space: the highest level that any of them gives, as the target serves it. */
export const levelOfStations = (
  { community, levelIn }: Pick<DesiredCommunity, 'community' | 'levelIn'>,
  { tool, part }: Pick<WantedSpace, 'tool' | 'part'>,
  stations: Iterable<Station>,
): Level => {
  const held = Array.from(stations, (station) => levelIn(groupKey(community.id, station), tool));
  return levelInPart(tool, highestLevel(tool, held), part);
};

/** Where a platform has no groups: each person's level in each space of a community. */
export async function* planPersonGrants(round: Round, scene: CommunityScene, states: States): AsyncGenerator<PlanItem> {
  const byPerson = new Map<PersonId, Map<SpaceKey, KnownPersonGrant>>();
  for (const grant of scene.known?.personGrants ?? []) {
    const spaces = byPerson.get(grant.person) ?? new Map<SpaceKey, KnownPersonGrant>();
    byPerson.set(grant.person, spaces.set(grant.space, grant));
  }
  const people = new Set([...scene.desired.stations.keys(), ...byPerson.keys()]);
  for (const person of [...people].sort(byCodeUnit)) {
    yield* planPerson(round, scene, states, { person, known: byPerson.get(person) ?? new Map() });
  }
  yield* planStrangers(round, scene, states);
}

interface Subject {
  readonly person: PersonId;
  readonly known: ReadonlyMap<SpaceKey, KnownPersonGrant>;
}
interface Judged {
  readonly cell: PersonCell;
  readonly verdict: PersonVerdict;
}

function* judged(round: Round, { desired }: CommunityScene, states: States, subject: Subject): Generator<Judged> {
  const { person, known } = subject;
  const stations = desired.stations.get(person) ?? [];
  for (const space of [...new Set([...desired.spaces.keys(), ...known.keys()])].sort(byCodeUnit)) {
    const wanted = desired.spaces.get(space);
    const cell: PersonCell = {
      community: desired.community.id,
      person,
      space,
      state: states.get(space) ?? { is: 'gone' },
      wanted: wanted === undefined ? 'none' : levelOfStations(desired, wanted, stations),
      known: known.get(space) ?? null,
      isPutBack: isPutBackOf(round, space, person),
    };
    yield { cell, verdict: judgePersonGrant(cell) };
  }
}

async function* planPerson(
  round: Round,
  scene: CommunityScene,
  states: States,
  subject: Subject,
): AsyncGenerator<PlanItem> {
  const { person } = subject;
  const community = scene.desired.community.id;
  const reach = round.outOfReach.get(person);
  const { touched } = round.input;
  const isTouched = touched(person, community) || touched(person, null) || touched(null, community);
  for (const { cell, verdict } of judged(round, scene, states, subject)) {
    for (const told of verdict.findings) {
      // Whoever has no account there cannot be given anything, whatever the space: that is told once, of the account.
      if (told.kind === 'drift' || (!isTouched && (told.kind !== 'depends' || reach === undefined)))
        yield finding(told);
    }
    if (reach?.because === 'protected') {
      if (verdict.what !== null) yield* tellProtected(round, person);
    } else if (isTouched) {
      if (verdict.what !== null && verdict.what !== 'raise') {
        const key = `${cell.space}/${person}`;
        yield finding({ kind: 'withheld', reason: 'written-meanwhile', key, community, person });
      }
    } else {
      if (verdict.recognised !== null) yield { item: 'recognised', record: verdict.recognised };
      if (verdict.forgotten !== null) yield { item: 'forgotten', record: verdict.forgotten };
      yield* planChange(round, cell, verdict);
    }
  }
}

async function* planChange(round: Round, cell: PersonCell, { what, present }: PersonVerdict): AsyncGenerator<PlanItem> {
  if (what === null) return;
  const { person, community, space, wanted: level, known } = cell;
  const tool = toolOfKey(space);
  const direction = compareLevels(tool, level, present) < 0 ? ('lower' as const) : ('raise' as const);
  const isOutOfReach = round.outOfReach.has(person) || round.input.accountless?.(person) === true;
  if (direction === 'raise' && isOutOfReach) return;
  const isAskedFor = what === 'asked';
  const part = partOfKey(space);
  const [before, after] = [new Map([[tool, present]]), new Map([[tool, level]])];
  const effects = await effectsOf(round, { person, community, isAskedFor }, before, after);
  const told = part === 'main' ? effects : effects.map((effect) => ({ ...effect, part }));
  const parts = { person, community, before: { level: known?.level ?? null }, effects: told };
  const change = { kind: 'grant', verb: 'change-for', space, person, before: present, level, direction } as const;
  yield operation(round, change, what === 'confirm' ? { ...parts, hold: 'confirm' } : parts);
}

/** Accounts in our spaces that belong to nobody we know: shown, and taken out only when a person asked for exactly that. */
function* planStrangers(round: Round, { desired, known }: CommunityScene, states: States): Generator<PlanItem> {
  const community = desired.community.id;
  const strangers = (known?.grantStrangers ?? []).toSorted(
    (a, b) => byCodeUnit(a.space, b.space) || byCodeUnit(a.account, b.account),
  );
  for (const { space, account, label, level } of strangers) {
    const key = `${space}:${account}`;
    const detail = { space, account, label, seen: level };
    const drift = { nature: 'unexpected', resource: 'grant', key, community, person: null, detail } as const;
    yield finding({ kind: 'drift', ...drift });
    if (!isPutBack(round, space, account)) continue;
    const state = states.get(space);
    if (state?.is === 'here' && state.complete) {
      const parts = { community, before: { label, level } };
      yield operation(round, { kind: 'grant', verb: 'put-back', space, account }, parts);
    } else {
      yield finding({ kind: 'withheld', reason: 'partial-reading', key, community, person: null });
    }
  }
}
