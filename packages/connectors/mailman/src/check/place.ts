import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { hasCareList } from '../care-list.ts';
import { hasDomain } from '../client/system.ts';
import type { Session } from '../session.ts';
import { finding, ok, why } from './finding.ts';

/** The mail domain, and our hidden list in it. */
export async function* checkPlace(session: Session, call: Call): AsyncGenerator<Check> {
  const { domain, careList: name } = session.config;
  if (!(await hasDomain(session, call))) {
    yield finding('domain', 'problem', ['domain.missing', 'domain.remedy'], { domain });
    return;
  }
  yield ok('domain', 'domain.ok', { domain });
  try {
    yield ok('care', (await hasCareList(session, call)) ? 'care.ok' : 'care.none', { name });
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'taken') throw error;
    yield finding('care', 'problem', ['care.taken', 'care.remedy'], { name, why: why(error) });
  }
}
