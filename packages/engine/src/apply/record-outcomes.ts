import type { ConnectorError, ConnectorErrorCode, Outcome } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import { pauseAfter } from './pause.ts';
import type { Started } from './start-batch.ts';
import type { Trace } from './trace.ts';
import { tracesOf } from './traces-of.ts';

/** What a batch left behind. */
export interface Recorded {
  readonly applied: number;
  readonly failed: number;
  /** Tried again later. */
  readonly waiting: number;
  /** A failure that concerns the whole target. */
  readonly targetError: ConnectorError | null;
}

/** Failures after which nobody knows whether the platform did it. */
const uncertain: ReadonlySet<ConnectorErrorCode> = new Set([
  'unreachable',
  'timeout',
  'server-error',
  'unexpected-answer',
  'aborted',
]);
/** Failures that say that what is there is not ours: whatever was sent before, it made nothing. */
const foreign: ReadonlySet<ConnectorErrorCode> = new Set(['taken', 'protected', 'superseded', 'awaiting']);

/**
 * Whether something of ours may be there although the change failed. Many changes take several requests: one that is refused after others were answered
 * (a ration, a maintenance that begins, a credential that ends) leaves behind what those have made.
 */
const mayHaveLeft = (code: ConnectorErrorCode, sent: number): boolean =>
  uncertain.has(code) || (sent > 1 && !foreign.has(code));

/** Thrown when the rows are no longer ours: another worker has taken over, and what it finds is the truth. */
export class LostOperations extends Error {
  constructor(target: string) {
    super(`${target}: another worker has taken these operations over`);
    this.name = 'LostOperations';
  }
}

const told = ({ code, request, detail, status, retry }: ConnectorError): object => ({
  code,
  request,
  detail,
  status,
  retry,
});

type Operation = Started['operations'][number];

/** What became of one operation, as the SQL function `record_outcomes` takes it. */
interface Settled {
  readonly id: string;
  readonly state: 'planned' | 'applied' | 'already' | 'superseded' | 'failed';
  readonly hold?: 'awaiting';
  readonly not_before?: Date;
  readonly error?: object;
  /** Attempts that were none. */
  readonly spared: number;
  readonly uncertain: boolean;
  readonly recovered: boolean;
  readonly ended: boolean;
  /** Action and data of the audit record. */
  readonly told?: string;
  readonly data?: object;
  readonly traces: readonly Trace[];
}

const plain = { spared: 0, uncertain: false, recovered: false, ended: true, traces: [] } as const;

function settledFailure(engine: Engine, { id, ready }: Operation, error: ConnectorError, sent: number): Settled {
  const common = { ...plain, id, error: told(error) };
  if (error.code === 'awaiting') return { ...common, state: 'planned', hold: 'awaiting', ended: false };
  const uncertain = mayHaveLeft(error.code, sent);
  const count = ready.attempts + 1;
  // Nothing was sent, or the platform as a whole is in trouble: that is no fault of this operation, and no attempt is spent.
  const free = error.code === 'rationed' || error.code === 'aborted' || error.scope === 'target';
  if (free || (error.retry !== 'never' && count < engine.settings.maxAttempts)) {
    const at =
      typeof error.retry === 'object'
        ? error.retry.at
        : engine.now() + pauseAfter(count, engine.settings, engine.random);
    return { ...common, state: 'planned', not_before: new Date(at), spared: free ? 1 : 0, uncertain, ended: false };
  }
  const { code, request, detail } = error;
  return { ...common, state: 'failed', uncertain, told: 'operation.failed', data: { code, request, detail } };
}

function settled(engine: Engine, target: EngineTarget, operation: Operation, outcome: Outcome, sent: number): Settled {
  const { id, change } = operation;
  if (outcome.result === 'failed') return settledFailure(engine, operation, outcome.error, sent);
  if (outcome.result === 'superseded') {
    const { why } = outcome;
    const error = { code: 'superseded', detail: why };
    return { ...plain, id, state: 'superseded', error, told: 'operation.superseded', data: { why } };
  }
  // "Already" after an attempt of ours that died: it was our own hand.
  const recovered = outcome.result === 'already' && operation.attemptedBefore;
  const state = recovered ? 'applied' : outcome.result;
  return {
    ...plain,
    id,
    state,
    recovered,
    told: `operation.${state}`,
    data: { kind: change.kind, verb: change.verb, ...(recovered ? { recovered } : {}) },
    traces: tracesOf({ target: target.id, change, native: outcome.native ?? null, anchor: outcome.anchor ?? null }),
  };
}

/** What `record_outcomes` raises when the rows are no longer this attempt's. */
const isLost = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'PA001';

/**
 * Records the outcomes of one batch, with what they change in what we know and one audit record each, in one transaction that is one round trip.
 * @param sent how many requests the batch has sent
 * @throws LostOperations
 */
export async function recordOutcomes(
  engine: Engine,
  target: EngineTarget,
  started: Started,
  outcomes: readonly Outcome[],
  sent: number,
): Promise<Recorded> {
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  let targetError: ConnectorError | null = null;
  const all = started.operations.map((operation) => {
    const outcome = byId.get(operation.id);
    if (outcome === undefined)
      throw new Error(
        `${target.id}: the connector gave no outcome for ${operation.change.kind} ${operation.change.verb}`,
      );
    if (outcome.result === 'failed' && outcome.error.scope === 'target') targetError = outcome.error;
    return settled(engine, target, operation, outcome, sent);
  });
  try {
    await engine.store.pool.query(`select from record_outcomes($1, $2, $3)`, [
      target.id,
      started.attempt,
      JSON.stringify(all),
    ]);
  } catch (error) {
    if (isLost(error)) throw new LostOperations(target.id);
    throw error;
  }
  const count = (is: (one: Settled) => boolean): number => all.filter(is).length;
  return {
    applied: count(({ state }) => state === 'applied' || state === 'already'),
    failed: count(({ state }) => state === 'failed'),
    waiting: count(({ state }) => state === 'planned'),
    targetError,
  };
}
