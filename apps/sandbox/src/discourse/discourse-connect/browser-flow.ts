import { randomBytes } from 'node:crypto';
import { json, missingParameter, notFound, redirect, type Answer } from '../transport/answer.ts';
import { isSuspended } from '../transport/authentication.ts';
import { settingCookie } from '../transport/cookies.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { scopeParameters } from '../transport/key-scopes.ts';
import { avatarOf } from '../users/user-parts.ts';
import { problemPage } from '../web/problem-page.ts';
import { parsePayload, signature } from './payload.ts';
import { syncAccount } from './sync-account.ts';

/** Sends the browser to the provider, with a nonce that only this browser can use. */
const start = (call: Call): Answer => {
  const { platform, headers } = call;
  const { settings, sessions } = platform;
  if (!settings.enableDiscourseConnect) throw notFound();
  const known = sessions.find(headers.sessionToken);
  const { token, session } =
    known === undefined || headers.sessionToken === undefined
      ? sessions.begin()
      : { token: headers.sessionToken, session: known };
  const nonce = randomBytes(16).toString('hex');
  sessions.addNonce(session, nonce, call.params.text('return_path') ?? '/');
  const payload = new URLSearchParams({ nonce, return_sso_url: `http://${headers.host}/session/sso_login` });
  const sso = Buffer.from(payload.toString()).toString('base64');
  const query = new URLSearchParams({ sso, sig: signature(settings.discourseConnectSecret, sso) });
  const separator = settings.discourseConnectUrl.includes('?') ? '&' : '?';
  return {
    ...redirect(`${settings.discourseConnectUrl}${separator}${query.toString()}`),
    headers: {
      ...settingCookie(headers.host, token),
      location: `${settings.discourseConnectUrl}${separator}${query.toString()}`,
    },
  };
};

/** Only paths of this site; nobody is sent elsewhere by what stands in an address. */
const safePath = (path: string): string => (/^\/[^/\\]/.test(path) && !path.includes('/session/sso') ? path : '/');

/** The provider has sent the browser back with who it is. */
const finish = (call: Call): Answer => {
  const { platform, params, headers } = call;
  const { settings, sessions } = platform;
  if (!settings.enableDiscourseConnect) throw notFound();
  for (const name of ['sso', 'sig']) if ((params.text(name) ?? '') === '') throw missingParameter(name);
  const parsed = parsePayload(settings.discourseConnectSecret, call.query.toString());
  if (parsed.kind !== 'payload') return problemPage(call, 422, 'badSignature');
  const { payload } = parsed;
  const session = sessions.find(headers.sessionToken);
  const returnPath = sessions.useNonce(session, payload.nonce ?? '', settings.discourseConnectCsrfProtection);
  if (returnPath === null) return problemPage(call, 419, 'expired');
  const result = syncAccount(platform, payload);
  platform.changed();
  if (result.kind !== 'user') {
    const isAboutEmail = result.kind === 'invalid' && result.about === 'email';
    return problemPage(call, 500, isAboutEmail ? 'emailProblem' : 'accountProblem');
  }
  const { user } = result;
  if (isSuspended(platform, user)) return problemPage(call, 403, 'suspended');
  if (settings.mustApproveUsers && !user.approved) {
    const elsewhere = settings.discourseConnectNotApprovedUrl;
    return elsewhere === '' ? problemPage(call, 403, 'notApproved') : redirect(elsewhere);
  }
  if (!user.active) return redirect('/u/account-created');
  user.lastSeenAt = platform.now();
  const token = sessions.logIn(headers.sessionToken, user.id);
  return { ...redirect('/'), headers: { ...settingCookie(headers.host, token), location: safePath(returnPath) } };
};

const current = (call: Call): Answer => {
  const { user } = call.caller;
  if (user === null) throw notFound();
  return json({
    current_user: {
      id: user.id,
      username: user.username,
      name: user.name,
      avatar_template: avatarOf(user),
      admin: user.admin,
      moderator: user.moderator,
      trust_level: user.trustLevel,
    },
  });
};

const csrf = (call: Call): Answer => {
  const { platform, headers } = call;
  const known = platform.sessions.find(headers.sessionToken);
  if (known !== undefined) return json({ csrf: known.csrf });
  const { token, session } = platform.sessions.begin();
  return { ...json({ csrf: session.csrf }), headers: settingCookie(headers.host, token) };
};

const logOut = (call: Call): Answer => {
  call.platform.sessions.end(call.headers.sessionToken);
  const target = call.platform.settings.logoutRedirect;
  return {
    ...json({ redirect_url: target === '' ? '/' : target }),
    headers: settingCookie(call.headers.host, null),
  };
};

/** Which scopes a valid key has; open to every valid key, so it tells a wrong key from a narrow one (facts §1). */
const scopes = (call: Call): Answer => {
  if (call.caller.kind !== 'api') throw notFound();
  const key = call.platform.state.apiKeys.get(call.caller.keyId);
  return json({
    scopes: (key?.scopes ?? []).map((scope) => ({
      resource: scope.resource,
      action: scope.action.replaceAll('_', ' '),
      parameters: scopeParameters(scope),
      urls: [],
      allowed_parameters: scope.allowedParameters,
      // The action alone: two resources may have one of the same name.
      key: scope.action,
    })),
  });
};

export const browserFlowEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/session/sso', action: 'session#sso', page: true, handle: start },
  { method: 'GET', pattern: '/session/sso_login', action: 'session#sso_login', page: true, handle: finish },
  { method: 'GET', pattern: '/session/current', action: 'session#current', handle: current },
  { method: 'GET', pattern: '/session/csrf', action: 'session#csrf', handle: csrf },
  { method: 'GET', pattern: '/session/scopes', action: 'session#scopes', handle: scopes },
  { method: 'DELETE', pattern: '/session/:username', action: 'session#destroy', inReadOnly: true, handle: logOut },
];
