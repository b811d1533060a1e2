import { ConnectorError, isConnectorError, type BatchOperation, type Outcome } from '../contract/index.ts';
import { failed } from './outcomes.ts';
import type { BatchWork } from './work.ts';

export interface BatchRules {
  /** Id of the connector, for messages. */
  readonly platform: string;
  /** Whether after this error nothing more is to be sent. */
  stops(error: ConnectorError): boolean;
}

/** A mistake of ours must not take the worker down with it: it is told as what it is. */
export const unforeseen = (platform: string, { change }: BatchOperation, error: unknown): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'never',
    scope: 'operation',
    request: `${platform}: ${change.verb} ${change.kind}`,
    detail: `unforeseen: ${error instanceof Error ? error.message : 'unknown'}`,
    cause: error,
  });

const makesAccount = ({ change }: BatchOperation): boolean =>
  change.kind === 'account' && (change.verb === 'create' || change.verb === 'adopt');

/** What an operation came to, whatever it threw. */
const outcomeOf = async (
  operation: BatchOperation,
  run: () => Promise<Outcome>,
  { platform }: BatchRules,
): Promise<Outcome> => {
  try {
    return await run();
  } catch (error) {
    if (!isConnectorError(error)) return failed(operation, unforeseen(platform, operation, error));
    return error.code === 'superseded'
      ? { id: operation.id, result: 'superseded', why: error.detail }
      : failed(operation, error);
  }
};

/**
 * The changes of one batch, in their order. One that fails does not hold back the others, unless they need the account that it was to make, or
 * its trouble is the whole target's.
 */
export async function runBatch<Session>(
  work: BatchWork<Session>,
  applyOne: (operation: BatchOperation, index: number) => Promise<Outcome>,
  rules: BatchRules,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const { failedAccounts } = work;
  let stopped: ConnectorError | null = null;
  const settle = (operation: BatchOperation, index: number): Promise<Outcome> | Outcome => {
    const known = work.settled.get(operation.id);
    if (known !== undefined) return known;
    if (stopped !== null) return failed(operation, stopped);
    const root = 'person' in operation.change ? failedAccounts.get(operation.change.person) : undefined;
    if (root !== undefined) return { ...root, id: operation.id };
    return outcomeOf(operation, () => applyOne(operation, index), rules);
  };
  for (const [index, operation] of work.batch.operations.entries()) {
    const outcome = await settle(operation, index);
    outcomes.push(outcome);
    if (outcome.result === 'failed' && rules.stops(outcome.error)) stopped = outcome.error;
    const isMade = outcome.result === 'applied' || outcome.result === 'already';
    if (makesAccount(operation) && !isMade && 'person' in operation.change)
      failedAccounts.set(operation.change.person, outcome);
  }
  return outcomes;
}
