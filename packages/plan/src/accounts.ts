import type { DesiredAccount, ObservedAccount, ProfileField } from '@passerelle/model';
import { grantsToPeople } from './desired.ts';
import type { KnownAccount, Namesake } from './input.ts';
import { mergeByKey } from './merge.ts';
import type { PlanItem } from './output.ts';
import { differingFields } from './profile-difference.ts';
import { finding, operation, tellProtected, type Round } from './round.ts';

/** Accounts: made, adopted, brought up to date, enabled. Who must be disabled is remembered: `planDisables` says it once the communities are known. */
export async function* planAccounts(round: Round): AsyncGenerator<PlanItem> {
  const { desired, known } = round.input.accounts;
  const byPerson = ({ person }: { readonly person: string }): string => person;
  for await (const pair of mergeByKey(desired, known, byPerson, byPerson)) {
    if (pair.right !== null) remember(round, pair.right);
    if (pair.left?.enabled) yield* planWanted(round, pair.left, pair.right);
    else if (pair.right !== null) noteLeaving(round, pair.right, pair.left !== null);
  }
}

function remember(round: Round, { person, native, observed }: KnownAccount): void {
  if (round.putBackOwner.has(native)) round.putBackOwner.set(native, person);
  if (observed === null || observed === 'unknown' || observed.protected === null) return;
  round.outOfReach.set(person, { because: 'protected', native, reason: observed.protected });
}

function noteLeaving(round: Round, account: KnownAccount, isSaid: boolean): void {
  // Where there are no groups an account may do what was granted to it and nothing else: taking that away is all there is to do (ADR 10).
  if (grantsToPeople(round.input.target)) return;
  const { observed, ownership, person } = account;
  if (observed === null || observed === 'unknown' || !observed.enabled) return;
  // Of accounts that the identity side made, only a suspension by name takes away the login; its own departures are its own affair.
  if (ownership === 'linked' && !round.input.suspended(person)) return;
  round.leaving.set(person, { account, isSaid, effects: [], standsSomewhere: false });
}

function* planWanted(round: Round, desired: DesiredAccount, known: KnownAccount | null): Generator<PlanItem> {
  const { person } = desired;
  if (known === null || known.observed === null) {
    yield* planMissing(round, desired, known);
    return;
  }
  const { observed } = known;
  if (observed === 'unknown') return;
  const fields =
    known.ownership === 'linked' || observed.federated
      ? []
      : differingFields(desired.profile, observed.profile).filter((field) => !cannotBeEmptied(round, field, desired));
  if (fields.length === 0 && observed.enabled) return;
  if (observed.protected !== null) {
    yield* tellProtected(round, person);
    return;
  }
  if (round.input.touched(person, null)) return;
  yield* planUpdate(round, desired, known, { observed, fields });
  if (!observed.enabled) yield* planEnable(round, known, observed);
}

interface Difference {
  readonly observed: ObservedAccount;
  readonly fields: readonly ProfileField[];
}

/**
 * What differs is set right. Not so an address on a platform where it is the person's own way of taking part (a mailing list): somebody who moved their
 * subscription to another address would lose it at every round. It is shown, and set back only after a yes.
 */
function* planUpdate(
  round: Round,
  { person, profile }: DesiredAccount,
  { addressMoved }: KnownAccount,
  { observed, fields }: Difference,
): Generator<PlanItem> {
  const isMoved = grantsToPeople(round.input.target) && addressMoved === true && fields.includes('email');
  const plain = isMoved ? fields.filter((field) => field !== 'email') : fields;
  const before = (of: readonly ProfileField[]) =>
    Object.fromEntries(of.map((field) => [field, observed.profile[field]]));
  if (plain.length > 0) {
    const kept = isMoved ? { ...profile, email: observed.profile.email ?? null } : profile;
    const change = { kind: 'account', verb: 'update', person, profile: kept, fields: plain } as const;
    yield operation(round, change, { person, before: before(plain) });
  }
  if (!isMoved) return;
  // The address itself stands in no finding: a plan holds no more of people's data than it must.
  const detail = { field: 'email' };
  const drift = { nature: 'changed', resource: 'account', key: person, community: null, person, detail } as const;
  yield finding({ kind: 'drift', ...drift });
  const change = { kind: 'account', verb: 'update', person, profile, fields: ['email'] } as const;
  yield operation(round, change, { person, before: before(['email']), hold: 'confirm' });
}

/**
 * Whoever was disabled by us is enabled by us. Where somebody else did it (an administrator who shut out a stolen account), giving the login back
 * needs a person's yes; an account of the identity side that we did not disable is none of our business.
 */
function* planEnable(round: Round, known: KnownAccount, { enabled }: ObservedAccount): Generator<PlanItem> {
  const { person, ownership, disabledByUs } = known;
  if (disabledByUs !== true && (ownership === 'linked' || disabledByUs === false)) {
    const detail = { field: 'enabled', observed: false };
    const drift = { nature: 'changed', resource: 'account', key: person, community: null, person, detail } as const;
    yield finding({ kind: 'drift', ...drift });
  }
  if (ownership === 'linked' && disabledByUs !== true) return;
  const hold = disabledByUs === false ? ({ hold: 'confirm' } as const) : {};
  yield operation(round, { kind: 'account', verb: 'enable', person }, { person, before: { enabled }, ...hold });
}

const needsAddress = ({ input }: Round): boolean => input.target.accountsNeed?.includes('email') ?? false;
const hasAddress = ({ email }: DesiredAccount['profile']): boolean => email !== null && email.trim() !== '';

/** Somebody who lost their address keeps the old one where no account can be without: asking for it would fail at every round. */
const cannotBeEmptied = (round: Round, field: ProfileField, { profile }: DesiredAccount): boolean =>
  field === 'email' && needsAddress(round) && !hasAddress(profile);

function* planMissing(round: Round, desired: DesiredAccount, known: KnownAccount | null): Generator<PlanItem> {
  const { person, mode, profile, hint } = desired;
  if (round.input.touched(person, null)) {
    round.outOfReach.set(person, { because: 'written-meanwhile' });
    return;
  }
  if (known !== null && known.ownership !== 'linked') {
    yield finding({ kind: 'vanished', resource: 'account', key: person });
  }
  if (mode === 'await') {
    if (round.input.identitySide?.(desired) === 'absent') {
      round.outOfReach.set(person, { because: 'identity-side' });
      yield finding({ kind: 'waiting', person, reason: 'identity-side' });
    } else yield operation(round, { kind: 'account', verb: 'create', person, mode, profile, hint }, { person });
    return;
  }
  if (needsAddress(round) && !hasAddress(profile)) {
    round.outOfReach.set(person, { because: 'no-address' });
    yield finding({ kind: 'waiting', person, reason: 'no-address' });
    return;
  }
  const namesake = round.input.namesake({ kind: 'account', account: desired });
  if (namesake !== null) {
    round.outOfReach.set(person, { because: 'adoption' });
    yield finding({ kind: 'waiting', person, reason: 'adoption' });
    const because = likeness(namesake);
    const { native } = namesake;
    yield operation(round, { kind: 'account', verb: 'adopt', person, native, because }, { person, hold: 'confirm' });
    return;
  }
  yield operation(round, { kind: 'account', verb: 'create', person, mode, profile, hint }, { person });
}

/** An account that bears our mark carries the person's id (an anchor); one of the same name has the same login. */
function likeness({ because }: Namesake): 'same-email' | 'same-login' | 'same-anchor' {
  if (because === 'our-mark') return 'same-anchor';
  return because === 'same-name' ? 'same-login' : because;
}

/**
 * Accounts that nobody wants enabled any more. An account that the desired state merely does not mention is left alone while its person stands
 * in a community here: two answers that contradict each other never take a login away.
 */
export function* planDisables(round: Round): Generator<PlanItem> {
  for (const [person, { isSaid, effects, standsSomewhere }] of round.leaving) {
    if (!isSaid && standsSomewhere) continue;
    if (round.outOfReach.has(person)) {
      yield* tellProtected(round, person);
    } else if (round.input.touched(person, null)) {
      yield finding({ kind: 'withheld', reason: 'written-meanwhile', key: person, community: null, person });
    } else {
      const hasLoss = effects.length === 0 && !round.input.suspended(person);
      const parts = { person, before: { enabled: true }, effects, ...(hasLoss ? { accountLoss: true as const } : {}) };
      yield operation(round, { kind: 'account', verb: 'disable', person }, parts);
    }
  }
}
