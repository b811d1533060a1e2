import type { ConnectorError, ConnectorErrorCode, Outcome } from '@passerelle/connector-kit';
import type { PoolClient } from 'pg';
import type { Engine, EngineTarget } from '../setup.ts';
import { pauseAfter } from './pause.ts';
import { recordChange } from './record-change.ts';
import type { Started } from './start-batch.ts';

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

const told = (error: ConnectorError): string =>
  JSON.stringify({
    code: error.code,
    request: error.request,
    detail: error.detail,
    status: error.status,
    retry: error.retry,
  });

type Operation = Started['operations'][number];

async function settle(
  client: PoolClient,
  id: string,
  attempt: string,
  set: string,
  params: readonly unknown[],
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update operation set ${set} where id = $1 and attempt = $2 and state = 'running'`,
    [id, attempt, ...params],
  );
  return rowCount === 1;
}

/**
 * Records the outcomes of one batch, with what they change in what we know and one audit record each, in one transaction.
 * @param sent how many requests the batch has sent
 */
export async function recordOutcomes(
  engine: Engine,
  target: EngineTarget,
  started: Started,
  outcomes: readonly Outcome[],
  sent: number,
): Promise<Recorded> {
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  let applied = 0;
  let failed = 0;
  let waiting = 0;
  let targetError: ConnectorError | null = null;

  await engine.store.transaction(async ({ client }) => {
    const audit = (operation: Operation, action: string, data: object): Promise<unknown> =>
      client.query(
        `insert into audit (act, actor, action, person, community, target, operation, data)
         select p.act, 'engine', $2, $3, $4, $5, $1, $6 from operation o join plan p on p.id = o.plan where o.id = $1
         on conflict do nothing`,
        [operation.id, action, operation.ready.person, operation.ready.community, target.id, JSON.stringify(data)],
      );

    for (const operation of started.operations) {
      const outcome = byId.get(operation.id);
      if (outcome === undefined)
        throw new Error(
          `${target.id}: the connector gave no outcome for ${operation.change.kind} ${operation.change.verb}`,
        );
      const own = (set: string, ...params: unknown[]): Promise<boolean> =>
        settle(client, operation.id, started.attempt, set, params);
      let kept: boolean;
      if (outcome.result === 'failed') {
        const { error } = outcome;
        if (error.scope === 'target') targetError = error;
        const count = operation.ready.attempts + 1;
        // Nothing was sent, or the platform as a whole is in trouble: that is no fault of this operation, and no attempt is spent.
        const free = error.code === 'rationed' || error.code === 'aborted' || error.scope === 'target';
        if (error.code === 'awaiting') {
          kept = await own(`state = 'planned', hold = 'awaiting', error = $3`, told(error));
          waiting += 1;
        } else if (free || (error.retry !== 'never' && count < engine.settings.maxAttempts)) {
          const at =
            typeof error.retry === 'object'
              ? error.retry.at
              : engine.now() + pauseAfter(count, engine.settings, engine.random);
          kept = await own(
            `state = 'planned', not_before = $3, error = $4, attempts = attempts - $5::int, uncertain = uncertain or $6`,
            new Date(at),
            told(error),
            free ? 1 : 0,
            mayHaveLeft(error.code, sent),
          );
          waiting += 1;
        } else {
          kept = await own(
            `state = 'failed', ended_at = clock_timestamp(), error = $3, uncertain = uncertain or $4`,
            told(error),
            mayHaveLeft(error.code, sent),
          );
          if (kept)
            await audit(operation, 'operation.failed', {
              code: error.code,
              request: error.request,
              detail: error.detail,
            });
          failed += 1;
        }
      } else if (outcome.result === 'superseded') {
        kept = await own(
          `state = 'superseded', ended_at = clock_timestamp(), error = $3`,
          JSON.stringify({ code: 'superseded', detail: outcome.why }),
        );
        if (kept) await audit(operation, 'operation.superseded', { why: outcome.why });
      } else {
        // "Already" after an attempt of ours that died: it was our own hand.
        const recovered = outcome.result === 'already' && operation.attemptedBefore;
        const state = recovered ? 'applied' : outcome.result;
        kept = await own(`state = $3, ended_at = clock_timestamp(), recovered = $4, error = null`, state, recovered);
        if (kept) {
          await recordChange(client, {
            target: target.id,
            operation: operation.id,
            change: operation.change,
            native: outcome.native ?? null,
            anchor: outcome.anchor ?? null,
          });
          await audit(operation, `operation.${state}`, {
            kind: operation.change.kind,
            verb: operation.change.verb,
            ...(recovered ? { recovered } : {}),
          });
        }
        applied += 1;
      }
      if (!kept) throw new LostOperations(target.id);
    }
  });
  return { applied, failed, waiting, targetError };
}
