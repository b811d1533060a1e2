import { jsonObject, text, type JsonObject } from './json-object.ts';

/** @throws Error with the server's error code and description, when no token is given */
export async function requestToken(
  url: string,
  realm: string,
  form: Readonly<Record<string, string>>,
): Promise<{ readonly access_token: string; readonly id_token: string | null }> {
  const response = await fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const answer = jsonObject(await response.json(), 'the answer of the token endpoint');
  if (!response.ok)
    throw new Error(`no token in ${realm}: ${text(answer, 'error')}, ${String(answer['error_description'])}`);
  return {
    access_token: text(answer, 'access_token'),
    id_token: typeof answer['id_token'] === 'string' ? answer['id_token'] : null,
  };
}

/** What a token says, unverified: only for tokens that the test itself has just been given. */
export function claimsOf(token: string): JsonObject {
  const payload = token.split('.')[1] ?? '';
  return jsonObject(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')), 'the payload of a token');
}
