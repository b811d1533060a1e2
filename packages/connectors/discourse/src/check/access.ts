import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { readRights } from '../client/rights.ts';
import { listUsers } from '../client/users.ts';
import type { Session } from '../session.ts';
import { finding, ok, why } from './finding.ts';
import needs from './scopes.json' with { type: 'json' };

const purposes = ['accounts', 'departures', 'groups', 'memberships'] as const;

async function* checkScopes(session: Session, scopes: ReadonlySet<string>): AsyncGenerator<Check> {
  const { config } = session;
  if (scopes.has('global:read')) {
    yield finding('rights', 'problem', ['rights.read-only', 'rights.read-only.remedy']);
    return;
  }
  // Categories, unsuspending and site settings have no scope (facts §8).
  yield finding('rights', 'warning', ['rights.granular', 'rights.granular.remedy'], {
    scopes: [...scopes].sort().join(', '),
  });
  for (const purpose of purposes) {
    const wanted: readonly string[] =
      purpose === 'accounts' && config.connect === undefined
        ? [...needs.steps, ...needs.accounts.filter((scope) => scope !== 'users:sync_sso')]
        : needs[purpose];
    const missing = wanted.filter((scope) => !scopes.has(scope));
    if (missing.length === 0) yield ok(`rights.${purpose}`, `rights.${purpose}.ok`);
    else {
      const codes = [`rights.${purpose}.missing`, 'rights.missing.remedy'] as const;
      yield finding(`rights.${purpose}`, 'problem', codes, { missing: missing.join(', ') });
    }
  }
}

/** A global key, or which of the granular scopes are there and what cannot be done without the others. */
export async function* checkAccess(session: Session, call: Call): AsyncGenerator<Check> {
  const scopes = await readRights(session, call);
  if (scopes.size > 0) {
    yield* checkScopes(session, scopes);
    return;
  }
  try {
    for await (const { username } of listUsers(session, call, 'staff')) if (username === '') break;
    yield ok('rights', 'rights.global');
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'forbidden') throw error;
    yield finding('rights', 'problem', ['rights.no-admin', 'rights.no-admin.remedy'], {
      username: session.config.credentials.username,
      why: why(error),
    });
  }
}
