import { isConnectorError, type ConnectorError } from '@passerelle/connector-kit';
import { checkMark } from '../apply/mark.ts';
import { quarantine, reopenTarget, standingOfTarget } from '../apply/quarantine.ts';
import { observeTarget, type ObservationResult } from '../observe/observe-target.ts';
import type { Engine, EngineTarget } from '../setup.ts';
import { platformCall } from '../work/call.ts';
import { CredentialGate } from '../work/credential.ts';
import type { PlanRequest } from './plan-request.ts';

/** What became of the reading of one target; `skipped`: why it was not read and cannot be planned on. */
export interface Read {
  readonly target: EngineTarget;
  readonly observation: ObservationResult | null;
  readonly skipped: string | null;
  readonly error: ConnectorError | null;
}

async function isFresh(engine: Engine, target: EngineTarget): Promise<boolean> {
  const { rows } = await engine.store.pool.query<{ fresh: boolean }>(
    `select exists (select from observation where target = $1 and extent = 'full' and state in ('complete', 'partial')
       and started_at > $2) as fresh`,
    [target.id, new Date(engine.now() - engine.settings.readingLifetime)],
  );
  return rows[0]?.fresh === true;
}

/** Reads one target if the plan wants it read. A target in trouble is told, and left out; the others go on. */
export async function readTarget(engine: Engine, target: EngineTarget, request: PlanRequest): Promise<Read> {
  const standing = await standingOfTarget(engine, target);
  if (standing.may === 'nothing') return { target, observation: null, skipped: standing.why, error: null };
  const fresh = await isFresh(engine, target);
  if (request.observe === 'never' || (request.observe === 'when-old' && fresh)) {
    return { target, observation: null, skipped: fresh ? null : 'never-read', error: null };
  }
  const gate = new CredentialGate(engine.store.pool, target);
  const call = platformCall(engine, target, {
    signal: request.signal,
    gate,
    fence: null,
    forTaking: false,
  });
  try {
    await checkMark(engine, target, call, 'read');
    const observation = await observeTarget(engine, target, call);
    if (observation.error !== null) await quarantine(engine, target, observation.error);
    else await reopenTarget(engine, target);
    return { target, observation, skipped: null, error: observation.error };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    await quarantine(engine, target, error);
    return { target, observation: null, skipped: null, error };
  } finally {
    await gate.close();
  }
}
