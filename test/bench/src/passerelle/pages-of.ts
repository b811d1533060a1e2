import { credentials } from '../stand-ins/credentials.ts';
import { platformNames, type PlatformName } from '../stand-ins/latencies.ts';
import type { Addresses, Look, SeenCall } from '../stand-ins/orders.ts';
import type { Page } from './orders.ts';

/** What a reading asked for, ready to be asked for again without it: the same requests in the same order on every platform, with a login of our own. */
export async function pagesOf(look: Look, addresses: Addresses): Promise<readonly (readonly Page[])[]> {
  const logins: Readonly<Record<PlatformName, Readonly<Record<string, string>>>> = {
    keycloak: { authorization: `Bearer ${await keycloakToken(addresses.keycloak)}` },
    nextcloud: {
      authorization: `Basic ${Buffer.from(`${credentials.nextcloud.user}:${credentials.nextcloud.password}`).toString('base64')}`,
      'ocs-apirequest': 'true',
    },
    discourse: { 'api-key': credentials.discourse.key, 'api-username': credentials.discourse.username },
  };
  return platformNames.map((name) =>
    look.calls[name].filter(isPage).map(({ method, path, body, type, status }) => ({
      method,
      url: `${addresses[name]}${path}`,
      headers: { accept: 'application/json', ...logins[name], ...(type === null ? {} : { 'content-type': type }) },
      body: body === '' ? null : body,
      status,
    })),
  );
}

/** Logging in is no page. */
const isPage = ({ path }: SeenCall): boolean => !path.includes('/protocol/openid-connect/');

async function keycloakToken(url: string): Promise<string> {
  const { realm, clientId, secret } = credentials.keycloak;
  const answer = await fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret }),
  });
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'access_token' in body && typeof body.access_token === 'string')
    return body.access_token;
  throw new Error(`no token for the bare loop: ${answer.status}`);
}
