import { jsonObject, jsonObjects, text, type JsonObject } from './json-object.ts';
import type { AdminAnswer, KeycloakAdmin } from './keycloak-admin.ts';

/** The whole representation of the one with that login. @throws Error unless there is exactly one */
export async function userNamed(admin: KeycloakAdmin, realm: string, username: string): Promise<JsonObject> {
  const query = `username=${encodeURIComponent(username)}&exact=true&briefRepresentation=false`;
  const found = jsonObjects((await admin.do('GET', `/realms/${realm}/users?${query}`)).body, 'users');
  const [user] = found;
  if (user === undefined || found.length > 1) throw new Error(`${found.length} users called ${username}`);
  return user;
}

/** An attribute's only value, or null. */
export function attributeOf(user: JsonObject, name: string): string | null {
  const values = jsonObject(user['attributes'] ?? {}, 'attributes')[name];
  if (!Array.isArray(values)) return null;
  const [value] = values.map(String);
  return value ?? null;
}

/**
 * Writes one attribute the only safe way: read, change, put the whole back. A body with attributes and without
 * e-mail and names erases those (identity.md, 3.2).
 */
export async function writeAttribute(
  admin: KeycloakAdmin,
  realm: string,
  username: string,
  attribute: { readonly name: string; readonly value: string },
): Promise<AdminAnswer> {
  const user = await userNamed(admin, realm, username);
  const attributes = { ...jsonObject(user['attributes'] ?? {}, 'attributes'), [attribute.name]: [attribute.value] };
  return admin.ask('PUT', `/realms/${realm}/users/${text(user, 'id')}`, { ...user, attributes });
}
