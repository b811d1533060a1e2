import {
  compareLevels,
  keyOf,
  type CommunityId,
  type Level,
  type NativeId,
  type PersonId,
  type TargetId,
  type Tool,
} from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import { lossesOf, lossKey } from './guards/loss.ts';
import type { PlannedOperation } from './output.ts';

export interface Counts {
  readonly operations: number;
  readonly takings: number;
  readonly givings: number;
  /** Of these, waiting for a person's yes to exactly that. */
  readonly toConfirm: number;
  /** `membership.change`: 12 … ordered by name. */
  readonly changes: Readonly<Record<string, number>>;
}

/** What one person loses on one target in one community; or an account that is disabled, or taken out of a group; or their card in the address book. */
export interface Removal {
  readonly target: TargetId;
  readonly what: 'access' | 'account' | 'stranger' | 'card';
  readonly person: PersonId | null;
  readonly community: CommunityId | null;
  /** Of a stranger: the account, and the group that it leaves. */
  readonly account: NativeId | null;
  readonly key: string;
  /** Empty: no tool is lost by it (leaving a group that gives nothing more than the others). */
  readonly tools: readonly {
    readonly tool: Tool;
    /** The part of the tool that alone is lost. Absent: the tool itself. */
    readonly part?: string;
    readonly before: Level;
    readonly after: Level;
  }[];
  /** Counts for the volume guards. */
  readonly isCounted: boolean;
}

export interface PlanSummary extends Counts {
  /** Distinct person × community that lose something which counts, once over all targets. */
  readonly losses: number;
  readonly byTarget: Readonly<Record<string, Counts>>;
  readonly byCommunity: Readonly<Record<string, Counts>>;
  readonly removals: readonly Removal[];
}

class Tally {
  #operations = 0;
  #takings = 0;
  #toConfirm = 0;
  readonly #changes = new Map<string, number>();

  add({ change, phase, hold }: PlannedOperation): void {
    this.#operations += 1;
    if (phase === 'take') this.#takings += 1;
    if (hold !== null) this.#toConfirm += 1;
    // An account that the identity side makes is not made by us: it is found and linked.
    const isLink = change.kind === 'account' && change.verb === 'create' && change.mode === 'await';
    const name = isLink ? 'account.link' : `${change.kind}.${change.verb}`;
    this.#changes.set(name, (this.#changes.get(name) ?? 0) + 1);
  }

  counts(): Counts {
    const changes = Object.fromEntries([...this.#changes].sort(([a], [b]) => byCodeUnit(a, b)));
    const [operations, takings, toConfirm] = [this.#operations, this.#takings, this.#toConfirm];
    return { operations, takings, givings: operations - takings, toConfirm, changes };
  }
}

export interface TargetOperations {
  readonly target: TargetId;
  readonly operations: Iterable<PlannedOperation>;
}

/** A plan in numbers, and everything that it takes away, one by one. */
export function summarise(targets: Iterable<TargetOperations>): PlanSummary {
  const total = new Tally();
  const byTarget = new Map<string, Tally>();
  const byCommunity = new Map<string, Tally>();
  const removals = new Map<string, Removal>();
  const losses = new Set<string>();
  const tallyOf = (tallies: Map<string, Tally>, key: string): Tally => {
    const tally = tallies.get(key) ?? new Tally();
    tallies.set(key, tally);
    return tally;
  };
  for (const { target, operations } of targets) {
    const ofTarget = tallyOf(byTarget, target);
    for (const operation of operations) {
      total.add(operation);
      ofTarget.add(operation);
      if (operation.community !== null) tallyOf(byCommunity, operation.community).add(operation);
      for (const loss of lossesOf(operation)) losses.add(lossKey(loss));
      for (const removal of removalsOf(target, operation)) merge(removals, removal);
    }
  }
  return {
    ...total.counts(),
    losses: losses.size,
    byTarget: countsOf(byTarget),
    byCommunity: countsOf(byCommunity),
    removals: [...removals].sort(([a], [b]) => byCodeUnit(a, b)).map(([, removal]) => removal),
  };
}

const countsOf = (tallies: ReadonlyMap<string, Tally>): Readonly<Record<string, Counts>> =>
  Object.fromEntries([...tallies].sort(([a], [b]) => byCodeUnit(a, b)).map(([key, tally]) => [key, tally.counts()]));

function* removalsOf(target: TargetId, operation: PlannedOperation): Generator<Removal> {
  const { change, phase, person, community, effects } = operation;
  if (phase !== 'take') return;
  const isStranger = change.verb === 'put-back';
  const kinds = { account: 'account', entry: 'card' } as const;
  const special = change.kind === 'account' || change.kind === 'entry' ? kinds[change.kind] : null;
  const what = special ?? (isStranger ? 'stranger' : 'access');
  const base = { target, what, key: keyOf(change), account: isStranger ? change.account : null } as const;
  if (change.kind === 'account' || isStranger) {
    const isCounted = lossesOf(operation).length > 0;
    yield { ...base, person, community, tools: [], isCounted };
    return;
  }
  const isJoining = change.kind === 'membership' && change.remove.length === 0;
  if (person !== null && !isJoining) yield { ...base, person, community, tools: [], isCounted: false };
  for (const { tool, part, before, after, countedLoss, ...subject } of effects) {
    if (compareLevels(tool, after, before) >= 0) continue;
    const lost = { tool, before, after, ...(part === undefined ? {} : { part }) };
    yield { ...base, ...subject, tools: [lost], isCounted: countedLoss };
  }
}

function merge(removals: Map<string, Removal>, removal: Removal): void {
  const { target, community, person, what, account, key } = removal;
  const place = [target, community ?? '', person ?? account ?? '', what, what === 'stranger' ? key : ''].join(' ');
  const known = removals.get(place);
  const placeIn = ({ tool, part }: Removal['tools'][number]): string => `${tool}/${part ?? ''}`;
  const tools = new Map(known?.tools.map((entry) => [placeIn(entry), entry]));
  for (const entry of removal.tools) tools.set(placeIn(entry), entry);
  const isCounted = removal.isCounted || (known?.isCounted ?? false);
  removals.set(place, { ...(known ?? removal), tools: [...tools.values()], isCounted });
}

/** As Terraform's `-detailed-exitcode`: 0 nothing to do, 2 changes. (1, an error, is the caller's.) */
export const detailedExitCode = ({ operations }: Pick<PlanSummary, 'operations'>): 0 | 2 => (operations === 0 ? 0 : 2);
