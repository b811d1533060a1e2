import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { readRights } from '../client/rights.ts';
import { readVersion } from '../client/site.ts';
import type { Session } from '../session.ts';
import { finding, ok, why } from './finding.ts';

/** The first release that was read for this connector; below it nothing was tried. */
const least = '3.1';

const isOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 3 || (major === 3 && minor < 1);
};

/** The key is asked for first: its scopes are readable to every valid key (facts §1). @returns whether anything more can be asked */
export async function* checkServer(session: Session, call: Call): AsyncGenerator<Check, boolean> {
  const { username } = session.config.credentials;
  try {
    await readRights(session, call);
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted') throw error;
    if (error.code === 'unauthorized') {
      yield ok('reach', 'reach.ok');
      yield finding('key', 'problem', ['key.refused', 'key.remedy'], { username });
    } else yield finding('reach', 'problem', ['reach.problem', 'reach.remedy'], { why: why(error) });
    return false;
  }
  yield ok('reach', 'reach.ok');
  yield ok('key', 'key.ok', { username });
  try {
    const version = await readVersion(session, call);
    if (version === null) yield finding('version', 'unknown', ['version.unknown', 'version.old.remedy'], { least });
    else if (isOld(version))
      yield finding('version', 'problem', ['version.old', 'version.old.remedy'], { version, least });
    else yield ok('version', 'version.ok', { version });
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted') throw error;
    yield finding('version', 'unknown', ['version.unknown', 'version.old.remedy'], { least });
  }
  return true;
}
