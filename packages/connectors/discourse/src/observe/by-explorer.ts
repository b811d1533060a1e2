import {
  isConnectorError,
  type Call,
  type ConnectorError,
  type ObservedEvent,
  type Scope,
} from '@passerelle/connector-kit';
import type { NativeId, ObservedMembership } from '@passerelle/model';
import { accountRows, type AccountRow } from '../client/explorer.ts';
import { readSettings } from '../client/site.ts';
import { protectionByConfig } from '../protection.ts';
import { stops, type Session } from '../session.ts';
import { accountView, type AccountFacts } from './account-view.ts';
import { observeByLists } from './by-lists.ts';
import type { Reading } from '@passerelle/connector-kit';

export const factsOfRow = (session: Session, row: AccountRow): AccountFacts => ({
  native: row.account,
  login: row.login,
  name: row.shown,
  email: row.address,
  externalId: row.external,
  suspended: row.suspended,
  protected: protectionByConfig(session, row.account, row.login) ?? (row.staff ? 'administrator' : null),
});

/** The plugin is off, or the query gone: the long way is open. Anything else would fail there, too. */
const isUnusable = (error: unknown): error is ConnectorError =>
  isConnectorError(error) && !stops(error) && ['not-found', 'forbidden', 'rejected'].includes(error.code);

/** Everybody with their groups, streamed: nothing is kept of people but who is staff. */
export async function* observeByExplorer(
  session: Session,
  scope: Extract<Scope, { extent: 'full' }>,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const { dataExplorer } = session.config;
  const ours = new Set(scope.groups);
  const staff = new Set<NativeId>();
  const progress = { told: false };
  let unusable: ConnectorError | null = null;
  const result = await reading.step(() => readSettings(session, call));
  const rows = async function* (): AsyncGenerator<ObservedEvent> {
    if ('error' in result) throw result.error;
    if (dataExplorer === undefined) return;
    for await (const row of accountRows(session, call, dataExplorer.accounts)) {
      progress.told = true;
      const facts = factsOfRow(session, row);
      if (facts.protected !== null) staff.add(facts.native);
      yield accountView(facts, result.value);
      for (const group of row.belongs) {
        if (ours.has(group)) yield { kind: 'membership', group, account: row.account } satisfies ObservedMembership;
      }
    }
  };
  let failure: ConnectorError | null = null;
  try {
    yield* rows();
  } catch (error) {
    if (!progress.told && isUnusable(error)) unusable = error;
    else failure = reading.note(error);
  }
  if (unusable !== null) {
    session.context.logger.warn(
      { detail: unusable.detail },
      'Data Explorer cannot be used; reading lists in its place',
    );
    yield* observeByLists(session, scope, call, reading);
    return;
  }
  if (failure === null) session.staff.set(staff);
  const end = failure === null ? { state: 'complete' as const } : { state: 'partial' as const, error: failure };
  yield { kind: 'container', container: { of: 'accounts' }, ...end };
  for (const group of ours) yield { kind: 'container', container: { of: 'members', group }, ...end };
}
