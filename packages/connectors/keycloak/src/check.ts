import { isConnectorError, type Call, type Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { checkAccess, tokenRights, type Rights } from './check/access.ts';
import { checkFederations } from './check/federations.ts';
import {
  checkAccountsListed,
  checkAdministrators,
  checkProfile,
  checkRealmSettings,
  checkRootGroup,
} from './check/realm.ts';
import { checkReachable, checkVersion } from './check/server.ts';
import type { Session } from './session.ts';

type Step = (session: Session, rights: Rights, call: Call) => AsyncIterable<Check>;

const steps: readonly (readonly [string, Step])[] = [
  ['keycloak.version', (session, _, call) => checkVersion(session, call)],
  ['keycloak.rights', (_, rights) => checkAccess(rights)],
  ['keycloak.accounts', (session, _, call) => checkAccountsListed(session, call)],
  ['keycloak.profile', (session, _, call) => checkProfile(session, call)],
  ['keycloak.federation', (session, _, call) => checkFederations(session, call)],
  ['keycloak.realm', (session, _, call) => checkRealmSettings(session, call)],
  ['keycloak.administrators', (session, _, call) => checkAdministrators(session, call)],
  ['keycloak.root', (session, _, call) => checkRootGroup(session, call)],
];

/** `doctor` for a realm. Reads only. What cannot be read for want of a right is told as unknown, with the right that is missing. */
export async function* checkRealm(session: Session, call: Call): AsyncGenerator<Check> {
  const { config, context } = session;
  const reachable = await checkReachable(session, call);
  yield reachable;
  if (reachable.state === 'problem') return;
  let rights: Rights;
  try {
    const token = await session.tokens.get(call);
    rights = tokenRights(token.text);
    yield { id: 'keycloak.login', state: 'ok', found: message('keycloak.check.login.ok'), remedy: null };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    const params = { clientId: config.credentials.clientId, detail: error.detail };
    const found = message('keycloak.check.login.problem', params);
    yield { id: 'keycloak.login', state: 'problem', found, remedy: message('keycloak.check.login.remedy', params) };
    return;
  }
  yield clock(rights, context.now());
  for (const [id, step] of steps) {
    try {
      yield* step(session, rights, call);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      const found = message('keycloak.check.unreadable', { what: id, detail: error.detail });
      const what = error.code === 'forbidden' ? 'rights' : 'again';
      const remedy = message(`keycloak.check.unreadable.${what}`);
      yield { id, state: 'unknown', found, remedy };
      if (error.code === 'aborted' || error.code === 'unauthorized') return;
    }
  }
}

const CLOCK_TOLERANCE_S = 30;

/** The token says when Keycloak issued it. Jitsi's tokens have no leeway at all, and end dates depend on the clock. */
function clock({ issuedAt }: Rights, now: number): Check {
  const id = 'keycloak.clock';
  if (issuedAt === null)
    return {
      id,
      state: 'unknown',
      found: message('keycloak.check.clock.unknown'),
      remedy: message('keycloak.check.clock.remedy'),
    };
  const seconds = Math.round(Math.abs(now / 1000 - issuedAt));
  if (seconds <= CLOCK_TOLERANCE_S) {
    return { id, state: 'ok', found: message('keycloak.check.clock.ok', { seconds }), remedy: null };
  }
  const remedy = message('keycloak.check.clock.remedy');
  return { id, state: 'problem', found: message('keycloak.check.clock.problem', { seconds }), remedy };
}
