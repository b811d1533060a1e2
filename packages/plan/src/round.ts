import {
  phaseOf,
  type Change,
  type CommunityId,
  type GroupKey,
  type NativeId,
  type PersonId,
  type SpaceKey,
} from '@passerelle/model';
import type { KnownAccount, PlanInput, PutBack } from './input.ts';
import type { PlanFinding, PlanItem, PlannedEffect, PlannedOperation } from './output.ts';

/** Why nothing can be given to a person on this target in this round. */
export type OutOfReach =
  | { readonly because: 'identity-side' | 'adoption' | 'no-address' | 'written-meanwhile' }
  | { readonly because: 'protected'; readonly native: NativeId; readonly reason: 'administrator' | 'own' | 'staff' };

/** An account that nobody wants enabled any more; what that costs its person is known once every community was seen. */
export interface Leaving {
  readonly account: KnownAccount;
  /** The desired state says "disabled" itself; otherwise it only does not mention the person. */
  readonly isSaid: boolean;
  readonly effects: PlannedEffect[];
  standsSomewhere: boolean;
}

/** What one run of the planner remembers between communities: it grows with the changes, not with the people. */
export interface Round {
  readonly input: PlanInput;
  readonly outOfReach: Map<PersonId, OutOfReach>;
  readonly leaving: Map<PersonId, Leaving>;
  readonly toldProtected: Set<PersonId>;
  /** Native names given in this round, each after its tool (`files/ICANE`) or `group/`. */
  readonly names: Set<string>;
  /** Accounts that somebody asked to take out of a group, and whose they are. */
  readonly putBackOwner: Map<NativeId, PersonId | null>;
}

export const newRound = (input: PlanInput): Round => ({
  input,
  outOfReach: new Map(),
  leaving: new Map(),
  toldProtected: new Set(),
  names: new Set(),
  putBackOwner: new Map(input.putBack.map(({ account }) => [account, null])),
});

const placeOf = (asked: PutBack): GroupKey | SpaceKey => ('group' in asked ? asked.group : asked.space);

/** Whether a person asked by name that this account leaves this group, or this space. */
export const isPutBack = ({ input }: Round, place: GroupKey | SpaceKey, account: NativeId): boolean =>
  input.putBack.some((asked) => placeOf(asked) === place && asked.account === account);

export const isPutBackOf = ({ input, putBackOwner }: Round, place: GroupKey | SpaceKey, person: PersonId): boolean =>
  input.putBack.some((asked) => placeOf(asked) === place && putBackOwner.get(asked.account) === person);

export const finding = (told: PlanFinding): PlanItem => ({ item: 'finding', finding: told });

/** An account that must never be touched: told once, when something would have been done to it. */
export function* tellProtected(round: Round, person: PersonId): Generator<PlanItem> {
  const reach = round.outOfReach.get(person);
  if (reach?.because !== 'protected' || round.toldProtected.has(person)) return;
  round.toldProtected.add(person);
  yield finding({ kind: 'protected', native: reach.native, person, reason: reach.reason });
}

interface OperationParts {
  readonly person?: PersonId;
  readonly community?: CommunityId;
  readonly before?: unknown;
  readonly effects?: readonly PlannedEffect[];
  readonly hold?: 'confirm';
  readonly accountLoss?: true;
  readonly depth?: number;
}

export function operation({ input }: Round, change: Change, parts: OperationParts): PlanItem {
  const { person = null, community = null } = parts;
  const phase = phaseOf(change);
  const planned: PlannedOperation = {
    change,
    phase,
    priority: phase === 'take' ? 0 : input.awaited?.(person, community) ? 1 : 2,
    person,
    community,
    before: parts.before ?? null,
    effects: parts.effects ?? [],
    hold: parts.hold ?? null,
    ...(parts.accountLoss ? { accountLoss: true } : {}),
    ...(parts.depth === undefined ? {} : { depth: parts.depth }),
  };
  return { item: 'operation', operation: planned };
}
