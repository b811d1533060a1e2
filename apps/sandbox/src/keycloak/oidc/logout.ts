import type { Call } from '../http/call.ts';
import { NO_CONTENT, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { ClientState } from '../state/realm-state.ts';
import { clientByName } from '../state/realm.ts';
import { authenticateClient } from './client-authentication.ts';
import { tellLogOut } from './back-channel.ts';
import { page } from './page.ts';
import { redirectFits } from './redirect-uri.ts';
import { issuerOf } from './token-issue.ts';

/**
 * RP-initiated logout. With an ID token the session ends at once and the person goes back to an address of that client; without one
 * they are asked. A POST with a refresh token is the way in which a client ends a session itself. The session's clients are told.
 */
export const logoutRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'protocol/openid-connect/logout', handle: (call) => endSession(call, call.query) },
  {
    method: 'POST',
    pattern: 'protocol/openid-connect/logout',
    async handle(call) {
      const form = new URLSearchParams(call.body);
      if (!form.has('refresh_token')) return endSession(call, form.has('id_token_hint') ? form : call.query, true);
      authenticateClient(call, form);
      const payload = await call.world.keys.verify(form.get('refresh_token') ?? '', call.world.now());
      await drop(call, payload?.['sid']);
      return NO_CONTENT;
    },
  },
];

async function endSession(call: Call, asked: URLSearchParams, confirmed = false): Promise<Reply> {
  const { world, realm } = call;
  const hint = asked.get('id_token_hint');
  // An expired ID token is still a good hint: it is verified as of the moment at which it was issued.
  const payload = hint === null ? undefined : await world.keys.verify(hint, issuedAt(hint));
  const genuine = payload?.['typ'] === 'ID' && payload.iss === issuerOf(world, realm);
  if (hint !== null && !genuine) return page(call, { title: 'logout', status: 400, alert: 'badRequest' });
  const client = clientByName(realm, genuine ? String(payload['azp']) : (asked.get('client_id') ?? ''));
  if (genuine) await drop(call, payload['sid']);
  else if (confirmed) await drop(call, await cookieSid(call));
  else {
    const action = `${issuerOf(world, realm)}/protocol/openid-connect/logout?${asked.toString()}`;
    return page(call, { title: 'logout', form: { action, fields: [], submit: 'logoutSubmit' } });
  }
  const target = asked.get('post_logout_redirect_uri');
  const expired = `KEYCLOAK_IDENTITY=; Path=/realms/${encodeURIComponent(realm.name)}/; Max-Age=0; HttpOnly; SameSite=Lax`;
  if (target === null) {
    const done = page(call, { title: 'logoutSubmit', notice: 'loggedOut' });
    return { ...done, headers: { ...done.headers, 'set-cookie': expired } };
  }
  if (client === undefined || !mayReturnTo(client, target))
    return page(call, { title: 'logout', status: 400, alert: 'badRequest' });
  const url = new URL(target);
  const state = asked.get('state');
  if (state !== null) url.searchParams.set('state', state);
  return { status: 302, headers: { location: url.href, 'set-cookie': expired } };
}

/** The attribute `post.logout.redirect.uris`: addresses joined by `##`; `+`, or nothing, means the client's redirect addresses. */
function mayReturnTo(client: ClientState, target: string): boolean {
  const attributes: unknown = client.settings['attributes'];
  const value: unknown =
    typeof attributes === 'object' && attributes !== null
      ? Reflect.get(attributes, 'post.logout.redirect.uris')
      : undefined;
  if (typeof value !== 'string' || value === '' || value === '+') return redirectFits(client, target);
  const own = value.split('##').filter((uri) => uri !== '+' && uri !== '-');
  return redirectFits({ ...client, settings: { redirectUris: own } }, target);
}

async function drop({ realm, world }: Call, sid: unknown): Promise<void> {
  const session = typeof sid === 'string' ? realm.sessions.get(sid) : undefined;
  if (session === undefined) return;
  realm.sessions.delete(session.id);
  world.touch();
  await tellLogOut(world, realm, session);
}

async function cookieSid(call: Call): Promise<unknown> {
  const value = /(?:^|; )KEYCLOAK_IDENTITY=([^;]+)/.exec(call.headers.cookie ?? '')?.[1];
  return value === undefined ? undefined : (await call.world.keys.verify(value, call.world.now()))?.['sid'];
}

function issuedAt(token: string): number {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const iat: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'iat') : undefined;
    return typeof iat === 'number' ? iat * 1000 : 0;
  } catch {
    return 0;
  }
}
