import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { checkAccess } from './check/access.ts';
import { finding, why } from './check/finding.ts';
import { checkExplorer } from './check/explorer.ts';
import { checkCommunities } from './check/communities.ts';
import { checkPlace } from './check/place.ts';
import { checkServer } from './check/server.ts';
import { checkSettings } from './check/settings.ts';
import type { Session } from './session.ts';

const steps = [
  ['rights', checkAccess],
  ['settings', checkSettings],
  ['explorer', checkExplorer],
  ['place', checkPlace],
  ['communities', checkCommunities],
] as const;

/** What `doctor` shows: which key, which scopes, what is on and off, and what follows. Reads only, and stops at a refused key. */
export async function* check(session: Session, call: Call): AsyncGenerator<Check> {
  const reachable = yield* checkServer(session, call);
  if (!reachable) return;
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
