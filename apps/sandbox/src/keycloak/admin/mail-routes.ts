import { z } from 'zod';
import { findUser } from '../federation/federated-lookup.ts';
import { type Call, onlyQuery, param } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { errorMessage, NO_CONTENT, plainError, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { ClientState } from '../state/realm-state.ts';
import { clientByName } from '../state/realm.ts';
import { redirectFits } from '../oidc/redirect-uri.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { knownAction } from './required-action.ts';

/** Milliseconds that sending a mail took: Keycloak sends it before it answers. */
const SMTP_MS = 250;
const MAIL_PARAMETERS = ['lifespan', 'client_id', 'redirect_uri'];

export const mailRoutes: readonly Route[] = [
  {
    method: 'PUT',
    pattern: 'users/:user/execute-actions-email',
    handle: (call) => sendActions(call, actionsIn(call.body), 'execute actions email', 'execute-actions-email'),
  },
  {
    method: 'PUT',
    pattern: 'users/:user/send-verify-email',
    handle: (call) => sendActions(call, ['VERIFY_EMAIL'], 'verify email', 'send-verify-email'),
  },
  {
    method: 'PUT',
    pattern: 'users/:user/reset-password-email',
    handle: (call) => sendActions(call, ['UPDATE_PASSWORD'], 'execute actions email', 'reset-password-email'),
  },
];

function actionsIn(body: string): string[] {
  const actions = z.array(z.string()).safeParse(parseJson(body));
  if (!actions.success) throw plainError(400, 'Invalid json representation for List.');
  return actions.data;
}

async function sendActions(call: Call, actions: readonly string[], what: string, path: string): Promise<Reply> {
  onlyQuery(call, MAIL_PARAMETERS);
  const { world, realm, query } = call;
  const admin = await requireRole(call, 'manage-users');
  const user = await findUser(world, realm, param(call, 'user'));
  if (user === undefined) throw plainError(404, 'User not found');
  if (user.email === undefined) throw errorMessage(400, 'User email missing');
  if (!user.enabled) throw errorMessage(400, 'User is disabled');
  if (!actions.every(knownAction)) throw errorMessage(400, 'Provided invalid required actions');
  checkRedirect(query.get('redirect_uri'), clientNamed(call, query.get('client_id')));
  const { smtpServer, defaultLocale } = realm.settings;
  const host: unknown =
    typeof smtpServer === 'object' && smtpServer !== null ? Reflect.get(smtpServer, 'host') : undefined;
  if (host === undefined) throw errorMessage(500, `Failed to send ${what}`);
  await world.takeTime(SMTP_MS);
  const locale = user.attributes['locale']?.[0] ?? (typeof defaultLocale === 'string' ? defaultLocale : 'en');
  const lifespan = Number(query.get('lifespan') ?? realm.settings['actionTokenGeneratedByAdminLifespan'] ?? 43200);
  const now = Math.floor(world.now() / 1000);
  const claims = {
    iss: `${world.url}/realms/${realm.name}`,
    sub: user.id,
    iat: now,
    exp: now + lifespan,
    rqac: [...actions],
  };
  const key = await world.keys.sign({ ...claims, jti: world.newId(), typ: 'execute-actions' }, 'JWT');
  const link = `${world.url}/realms/${realm.name}/login-actions/action-token?key=${key}`;
  const subject = locale === 'fr' ? 'Mettez votre compte à jour' : 'Update your account';
  world.outbox.push({
    realm: realm.name,
    to: user.email,
    userId: user.id,
    locale,
    subject,
    actions,
    link,
    at: world.now(),
  });
  recordChange(call, admin, { operation: 'ACTION', resource: 'USER', path: `users/${user.id}/${path}` });
  return NO_CONTENT;
}

function clientNamed(call: Call, clientId: string | null): ClientState | undefined {
  if (clientId === null) {
    if (call.query.has('redirect_uri')) throw errorMessage(400, 'Client id missing');
    return undefined;
  }
  const client = clientByName(call.realm, clientId);
  if (client === undefined) throw errorMessage(400, `Client doesn't exist`);
  if (client.settings['enabled'] === false) throw errorMessage(400, 'Client is not enabled');
  return client;
}

function checkRedirect(redirectUri: string | null, client: ClientState | undefined): void {
  if (redirectUri !== null && client !== undefined && !redirectFits(client, redirectUri))
    throw errorMessage(400, 'Invalid redirect uri.');
}
