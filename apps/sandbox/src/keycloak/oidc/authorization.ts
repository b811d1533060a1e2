import { findUser } from '../federation/federated-lookup.ts';
import { type Call, param } from '../http/call.ts';
import { notCovered, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { SessionState, UserState } from '../state/realm-state.ts';
import { clientByName } from '../state/realm.ts';
import { setPassword } from '../admin/user-write.ts';
import type { AuthorizationCodes, AuthorizationRequest } from './authorization-code.ts';
import { checkPassword } from './check-password.ts';
import { type Field, page, type TextName } from './page.ts';
import { redirectFits } from './redirect-uri.ts';
import { beginSession, liveSession } from './session.ts';
import { issuerOf } from './token-issue.ts';

const COOKIE = 'KEYCLOAK_IDENTITY';

/** The browser's way in: the authorization endpoint, the login form, and the forms of two required actions. */
export function authorizationRoutes(codes: AuthorizationCodes): Route[] {
  return [
    { method: 'GET', pattern: 'protocol/openid-connect/auth', handle: (call) => authorize(call, codes) },
    {
      method: 'POST',
      pattern: 'login-actions/authenticate/:login',
      async handle(call) {
        const login = codes.login(param(call, 'login'), call.world.now());
        if (login === undefined) return page(call, { title: 'login', status: 400, alert: 'expired' });
        return authenticate(call, codes, login);
      },
    },
  ];
}

async function authorize(call: Call, codes: AuthorizationCodes): Promise<Reply> {
  const { query, world } = call;
  const client = clientByName(call.realm, query.get('client_id') ?? '');
  const redirectUri = query.get('redirect_uri') ?? '';
  const known =
    client !== undefined && client.settings['enabled'] !== false && client.settings['standardFlowEnabled'] === true;
  // Without a client and an address that is its own, nobody may be sent anywhere.
  if (!known || !redirectFits(client, redirectUri))
    return page(call, { title: 'login', status: 400, alert: 'badRequest' });
  const request: AuthorizationRequest = {
    client,
    redirectUri,
    scope: query.get('scope') ?? '',
    state: query.get('state') ?? undefined,
    nonce: query.get('nonce') ?? undefined,
    challenge: query.get('code_challenge') ?? undefined,
  };
  if (query.get('response_type') !== 'code') return back(request, { error: 'unsupported_response_type' });
  const mode = query.get('response_mode');
  if (mode !== null && mode !== 'query') throw notCovered(`the response mode ${mode}`);
  const method = query.get('code_challenge_method') ?? 'plain';
  if (request.challenge !== undefined && method !== 'S256') return back(request, { error: 'invalid_request' });
  const required = attribute(client.settings['attributes'], 'pkce.code.challenge.method');
  if (required === 'S256' && request.challenge === undefined) {
    return back(request, { error: 'invalid_request', error_description: 'Missing parameter: code_challenge_method' });
  }
  const session = query.get('prompt') === 'login' ? undefined : await cookieSession(call);
  if (session !== undefined) return withCode(call, codes, request, session);
  if (query.get('prompt') === 'none') return back(request, { error: 'login_required' });
  const id = world.newId();
  codes.beginLogin(id, request, world.now());
  return loginPage(call, id, query.get('login_hint') ?? '');
}

async function authenticate(call: Call, codes: AuthorizationCodes, login: AuthorizationRequest): Promise<Reply> {
  const { world, realm } = call;
  const id = param(call, 'login');
  const form = new URLSearchParams(call.body);
  const name = form.get('username') ?? '';
  const user = await checkPassword(world, realm, name, form.get('password') ?? '');
  if (user === undefined) return loginPage(call, id, name, 'wrong');
  if (!user.enabled) return loginPage(call, id, name, 'disabled');
  if (user.requiredActions.includes('VERIFY_EMAIL')) return page(call, { title: 'login', alert: 'verify' });
  if (user.requiredActions.includes('UPDATE_PASSWORD') && !choosePassword(call, user, form)) {
    return newPasswordPage(call, id, form);
  }
  codes.endLogin(id);
  const session = beginSession(world, realm, user, login.client);
  return withCode(call, codes, login, session);
}

/** True when the form brought a new password, the same one twice. */
function choosePassword(call: Call, user: UserState, form: URLSearchParams): boolean {
  const chosen = form.get('password-new') ?? '';
  if (chosen === '' || chosen !== form.get('password-confirm')) return false;
  setPassword(call, user, chosen, false);
  call.world.touch();
  return true;
}

function loginPage(call: Call, id: string, name: string, alert?: TextName): Reply {
  const fields: Field[] = [
    { name: 'username', label: 'username', type: 'text', autocomplete: 'username', value: name },
    { name: 'password', label: 'password', type: 'password', autocomplete: 'current-password' },
  ];
  return page(call, { title: 'login', alert, form: { action: loginUrl(call, id), fields, submit: 'submit' } });
}

/** The old password is asked again with the new one, so that the login needs no half-authenticated state. */
function newPasswordPage(call: Call, id: string, form: URLSearchParams): Reply {
  const alert = form.has('password-new') ? ('mismatch' as const) : undefined;
  const fields: Field[] = [
    { name: 'username', label: 'username', type: 'text', autocomplete: 'username', value: form.get('username') ?? '' },
    { name: 'password', label: 'password', type: 'password', autocomplete: 'current-password' },
    { name: 'password-new', label: 'newPassword', type: 'password', autocomplete: 'new-password' },
    { name: 'password-confirm', label: 'newPasswordAgain', type: 'password', autocomplete: 'new-password' },
  ];
  return page(call, { title: 'newPassword', alert, form: { action: loginUrl(call, id), fields, submit: 'save' } });
}

function loginUrl(call: Call, id: string): string {
  return `${issuerOf(call.world, call.realm)}/login-actions/authenticate/${id}`;
}

async function withCode(
  call: Call,
  codes: AuthorizationCodes,
  request: AuthorizationRequest,
  session: SessionState,
): Promise<Reply> {
  const { world, realm } = call;
  const code = `${world.newId()}.${session.id}`;
  session.lastAccess = world.now();
  codes.issue(code, { ...request, sessionId: session.id }, world.now());
  const exp = Math.floor(session.start / 1000) + Number(realm.settings['ssoSessionMaxLifespan'] ?? 36000);
  const identity = await world.keys.sign({ sid: session.id, sub: session.userId, typ: 'Serialized-ID', exp }, 'JWT');
  const reply = back(request, { session_state: session.id, iss: issuerOf(world, realm), code });
  const cookie = `${COOKIE}=${identity}; Path=/realms/${encodeURIComponent(realm.name)}/; HttpOnly; SameSite=Lax`;
  return { ...reply, headers: { ...reply.headers, 'set-cookie': cookie } };
}

/** The session of the browser's cookie, if its person may still log in. */
async function cookieSession(call: Call): Promise<SessionState | undefined> {
  const { world, realm } = call;
  const value = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(call.headers.cookie ?? '')?.[1];
  const payload = value === undefined ? undefined : await world.keys.verify(value, world.now());
  if (payload?.['typ'] !== 'Serialized-ID') return undefined;
  const session = liveSession(world, realm, payload['sid']);
  const user = session === undefined ? undefined : await findUser(world, realm, session.userId);
  return user?.enabled === true ? session : undefined;
}

function back(request: AuthorizationRequest, parameters: Readonly<Record<string, string>>): Reply {
  const target = new URL(request.redirectUri);
  if (request.state !== undefined) target.searchParams.set('state', request.state);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return { status: 302, headers: { location: target.href, 'cache-control': 'no-store' } };
}

function attribute(attributes: unknown, name: string): unknown {
  return typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, name) : undefined;
}
