import { ConnectorError, type Batch, type BatchOperation, type Call, type Outcome } from '@passerelle/connector-kit';
import { roomFor } from './room-name.ts';
import type { Session } from './session.ts';
import { isRoomName } from './token/claims.ts';

const failed = ({ id, change }: BatchOperation, code: 'rejected' | 'aborted', detail: string): Outcome => ({
  id,
  result: 'failed',
  error: new ConnectorError({
    code,
    retry: 'never',
    scope: 'operation',
    request: `jitsi: ${change.verb} ${change.kind}`,
    detail,
  }),
});

/** Nothing is sent: a room is a name, and its label is ours alone. Accounts, groups and grants do not exist there. */
export async function apply(session: Session, batch: Batch, call: Call): Promise<Outcome[]> {
  return batch.operations.map((operation): Outcome => {
    const { id, change, attemptedBefore } = operation;
    if (call.signal.aborted) {
      const { request, detail } = { request: `jitsi: ${change.verb} ${change.kind}`, detail: 'asked to stop' };
      const error = new ConnectorError({ code: 'aborted', retry: 'backoff', scope: 'operation', request, detail });
      return { id, result: 'failed', error };
    }
    if (change.kind !== 'space') return failed(operation, 'rejected', `Jitsi has no ${change.kind}`);
    const result = attemptedBefore ? 'already' : 'applied';
    if (change.verb === 'update') return { id, result };
    const native =
      change.verb === 'adopt' ? change.native : roomFor(change.name, change.space, session.config.nameSecret ?? null);
    if (!isRoomName(native)) return failed(operation, 'rejected', 'not a name that a token can carry');
    return { id, result, native };
  });
}
