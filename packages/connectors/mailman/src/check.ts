import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { finding, why } from './check/finding.ts';
import { checkMail } from './check/mail.ts';
import { checkPlace } from './check/place.ts';
import { checkServer } from './check/server.ts';
import type { Session } from './session.ts';

const steps = [
  ['place', checkPlace],
  ['mail', checkMail],
] as const;

/** What `doctor` shows. Reads only, and stops at refused credentials. */
export async function* check(session: Session, call: Call): AsyncGenerator<Check> {
  const isReachable = yield* checkServer(session, call);
  if (!isReachable) return;
  for (const [id, step] of steps) {
    try {
      yield* step(session, call);
    } catch (error) {
      if (!isConnectorError(error) || error.code === 'aborted') throw error;
      yield finding(`${id}.read`, 'unknown', ['unreadable', 'unreadable.remedy'], { what: id, why: why(error) });
      if (error.code === 'unauthorized') return;
    }
  }
}
