import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { accountRows, categoryRows } from '../client/explorer.ts';
import type { Session } from '../session.ts';
import { finding, ok, why } from './finding.ts';

/** Whether the two saved queries answer as documented. The one of accounts is asked about the first account only. */
export async function* checkExplorer(session: Session, call: Call): AsyncGenerator<Check> {
  const { dataExplorer } = session.config;
  if (dataExplorer === undefined) {
    yield finding('explorer', 'warning', ['explorer.off', 'explorer.off.remedy']);
    return;
  }
  try {
    for await (const { account } of accountRows(session, call, dataExplorer.accounts, ['1'])) if (account === '') break;
    await categoryRows(session, call, dataExplorer.categories);
    yield ok('explorer', 'explorer.ok');
  } catch (error) {
    if (!isConnectorError(error) || error.code === 'aborted') throw error;
    yield finding('explorer', 'problem', ['explorer.problem', 'explorer.problem.remedy'], { why: why(error) });
  }
}
