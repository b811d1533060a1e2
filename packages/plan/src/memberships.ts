import { highestLevel, type GroupKey, type PersonId, type Tool } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { DesiredCommunity } from './desired.ts';
import { effectsOf, levelAt, type Levels } from './effects.ts';
import type { GroupState } from './groups.ts';
import type { KnownCommunity, KnownMembership } from './input.ts';
import { judge, type Verdicts } from './membership-cells.ts';
import { after, stepsOf } from './membership-change.ts';
import type { PlanItem } from './output.ts';
import { finding, isPutBack, isPutBackOf, operation, tellProtected, type Round } from './round.ts';

export interface CommunityScene {
  readonly desired: DesiredCommunity;
  readonly known: KnownCommunity | null;
  readonly groups: ReadonlyMap<GroupKey, GroupState>;
  /** The tools by which a change of groups is judged. */
  readonly tools: readonly Tool[];
}

/** What somebody in these groups may do, tool by tool, as the policy says and the target serves. */
export const levelsOfGroups = ({ desired, tools }: CommunityScene, groups: Iterable<GroupKey>): Levels => {
  const held = [...groups];
  return new Map(
    tools.map((tool) => [
      tool,
      highestLevel(
        tool,
        held.map((group) => desired.levelIn(group, tool)),
      ),
    ]),
  );
};

export async function* planMemberships(round: Round, scene: CommunityScene): AsyncGenerator<PlanItem> {
  const { desired, known } = scene;
  const byPerson = new Map<PersonId, Map<GroupKey, KnownMembership>>();
  for (const membership of known?.memberships ?? []) {
    const groups = byPerson.get(membership.person) ?? new Map<GroupKey, KnownMembership>();
    byPerson.set(membership.person, groups.set(membership.group, membership));
  }
  // Without a comparison of one's own, texts are sorted by code units, and sooner.
  for (const person of [...new Set([...desired.members.keys(), ...byPerson.keys()])].sort()) {
    const wanted = desired.members.get(person) ?? new Set<GroupKey>();
    const verdicts = judge({
      person,
      community: desired.community.id,
      wanted,
      known: byPerson.get(person) ?? new Map<GroupKey, KnownMembership>(),
      groups: scene.groups,
      isPutBack: (group) => isPutBackOf(round, group, person),
    });
    if (round.leaving.has(person)) await noteLoss(round, scene, person, verdicts);
    // Of most people there is nothing to say, and saying it would be most of the work.
    if (!isSettled(verdicts)) yield* planPerson(round, scene, person, wanted, verdicts);
  }
  yield* planStrangers(round, scene);
}

/** Everything is as it should be, and recorded as ours. */
const isSettled = ({ add, addLater, remove, recognised, forgotten, withheld, depends, drift }: Verdicts): boolean =>
  [add, addLater, remove, recognised, forgotten, withheld, depends, drift].every((list) => list.length === 0);

/** Whose account is about to be disabled loses all access here, whatever becomes of the groups. */
async function noteLoss(round: Round, scene: CommunityScene, person: PersonId, { present }: Verdicts): Promise<void> {
  const leaving = round.leaving.get(person);
  if (leaving === undefined) return;
  if (scene.desired.members.has(person)) leaving.standsSomewhere = true;
  const subject = { person, community: scene.desired.community.id };
  leaving.effects.push(...(await effectsOf(round, subject, levelsOfGroups(scene, present), new Map())));
}

async function* planPerson(
  round: Round,
  scene: CommunityScene,
  person: PersonId,
  wanted: ReadonlySet<GroupKey>,
  verdicts: Verdicts,
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const reach = round.outOfReach.get(person);
  for (const drift of verdicts.drift) yield finding(drift);
  if (reach?.because === 'protected') {
    if (verdicts.add.length + verdicts.addLater.length + verdicts.remove.length > 0)
      yield* tellProtected(round, person);
    return;
  }
  const { touched } = round.input;
  if (touched(person, community) || touched(person, null) || touched(null, community)) {
    for (const group of verdicts.remove) {
      const key = `${group}/${person}`;
      yield finding({ kind: 'withheld', reason: 'written-meanwhile', key, community, person });
    }
    return;
  }
  for (const told of verdicts.withheld) yield finding(told);
  for (const record of verdicts.recognised) yield { item: 'recognised', record };
  for (const record of verdicts.forgotten) yield { item: 'forgotten', record };
  if (reach === undefined) for (const told of verdicts.depends) yield finding(told);
  yield* planMove(round, scene, person, wanted, verdicts);
}

async function* planMove(
  round: Round,
  scene: CommunityScene,
  person: PersonId,
  wanted: ReadonlySet<GroupKey>,
  verdicts: Verdicts,
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const isOutOfReach = round.outOfReach.has(person) || round.input.accountless?.(person) === true;
  const add = isOutOfReach ? [] : verdicts.add;
  const addLater = isOutOfReach ? [] : verdicts.addLater;
  const { present, remove, asked, depends } = verdicts;
  const levels = (groups: Iterable<GroupKey>): Levels => levelsOfGroups(scene, groups);
  const steps = stepsOf({ present, wanted, add, addLater, remove, isIncomplete: depends.length > 0, levels });
  if (steps.length === 0) return;
  const end = steps.reduce((groups, step) => after(groups, step.add, step.remove), new Set(present));
  const isAskedFor = remove.every((group) => asked.has(group));
  const effects = await effectsOf(round, { person, community, isAskedFor }, levels(present), levels(end));
  let groups = new Set(present);
  for (const step of steps) {
    const next = after(groups, step.add, step.remove);
    const [from, to] = [levels(groups), levels(next)];
    // Losses are told by every step, gains by the one that brings them.
    const told = effects.filter(({ tool, countedLoss }) => countedLoss || levelAt(from, tool) !== levelAt(to, tool));
    const parts = { person, community, before: { groups: [...present].sort(byCodeUnit) }, effects: told };
    yield operation(round, { kind: 'membership', verb: 'change', person, community, ...step }, parts);
    groups = next;
  }
}

/** Accounts in our groups that belong to nobody we know: shown, and taken out only when a person asked for exactly that. */
function* planStrangers(round: Round, { desired, known, groups }: CommunityScene): Generator<PlanItem> {
  const community = desired.community.id;
  const strangers = (known?.strangers ?? []).toSorted(
    (a, b) => byCodeUnit(a.group, b.group) || byCodeUnit(a.account, b.account),
  );
  for (const { group, account, label } of strangers) {
    const key = `${group}:${account}`;
    const detail = { group, account, label };
    const drift = { nature: 'unexpected', resource: 'membership', key, community, person: null, detail } as const;
    yield finding({ kind: 'drift', ...drift });
    if (!isPutBack(round, group, account)) continue;
    const state = groups.get(group);
    if (state?.is === 'here' && state.complete) {
      const parts = { community, before: { label } };
      yield operation(round, { kind: 'membership', verb: 'put-back', group, account }, parts);
    } else {
      yield finding({ kind: 'withheld', reason: 'partial-reading', key, community, person: null });
    }
  }
}
