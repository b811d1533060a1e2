import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { readVersion } from '../client/system.ts';
import type { Session } from '../session.ts';
import { finding, ok, why } from './finding.ts';

/** The first release whose REST interface has what is used here (`fields` of rosters, mass unsubscription); 3.3.8 is what it was tried on. */
const least = '3.3';

const isOld = (version: string): boolean => {
  const [major = 0, minor = 0] = (/\d+\.\d+/.exec(version)?.[0] ?? '0.0').split('.').map(Number);
  return major < 3 || (major === 3 && minor < 3);
};
const isLoopback = (url: string): boolean => /^http:\/\/(?:127\.|localhost[:/]|localhost$|\[::1\])/.test(url);

/** @returns whether anything more can be asked */
export async function* checkServer(session: Session, call: Call): AsyncGenerator<Check, boolean> {
  const { url, credentials } = session.config;
  let version: string | null;
  try {
    version = await readVersion(session, call);
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted') throw error;
    if (error.code === 'unauthorized') {
      yield ok('reach', 'reach.ok');
      yield finding('credentials', 'problem', ['credentials.refused', 'credentials.remedy'], {
        user: credentials.user,
      });
    } else yield finding('reach', 'problem', ['reach.problem', 'reach.remedy'], { why: why(error) });
    return false;
  }
  yield ok('reach', 'reach.ok');
  yield ok('credentials', 'credentials.ok', { user: credentials.user });
  if (version === null) yield finding('version', 'unknown', ['version.unknown', 'version.remedy'], { least });
  else if (isOld(version)) yield finding('version', 'problem', ['version.old', 'version.remedy'], { version, least });
  else yield ok('version', 'version.ok', { version });
  // The one account of the REST interface may do everything: there are no smaller rights, so what counts is who can reach it.
  if (url.startsWith('http://') && !isLoopback(url)) {
    yield finding('rights', 'warning', ['rights.open', 'rights.open.remedy']);
  } else yield ok('rights', 'rights.ok');
  return true;
}
