import type { Call } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { usersSchema, userSchema, type User } from './schemas.ts';

export const userPath = (id: string): string => `/users/${encodeURIComponent(id)}`;

/** The whole representation, or null when there is no such account. @throws ConnectorError */
export const userById = ({ api }: Session, id: string, call: Call): Promise<User | null> =>
  api.find({ name: 'read an account', method: 'GET', path: userPath(id) }, userSchema, call);

/** Exact, whatever the case; also finds people of the directory who were never imported (5 ms, facts/identity.md §1). @throws ConnectorError */
export async function userByName({ api }: Session, username: string, call: Call): Promise<User | null> {
  const query = { username, exact: true, briefRepresentation: false };
  const found = await api.read({ name: 'look up a login', method: 'GET', path: '/users', query }, usersSchema, call);
  return found.find((user) => user.username.toLowerCase() === username.toLowerCase()) ?? null;
}

/** @throws ConnectorError */
export async function userByEmail({ api }: Session, email: string, call: Call): Promise<User | null> {
  const query = { email, exact: true, briefRepresentation: false };
  const found = await api.read({ name: 'look up an address', method: 'GET', path: '/users', query }, usersSchema, call);
  return found[0] ?? null;
}

/** Accounts whose attribute has exactly this value. @throws ConnectorError */
export async function usersByAttribute(
  { api }: Session,
  attribute: string,
  value: string,
  call: Call,
): Promise<readonly User[]> {
  const query = { q: `${attribute}:${value}`, briefRepresentation: false };
  const found = await api.read({ name: 'look up an id', method: 'GET', path: '/users', query }, usersSchema, call);
  return found.filter((user) => attributeOf(user, attribute)?.toLowerCase() === value.toLowerCase());
}

export const attributeOf = (of: { readonly attributes?: User['attributes'] }, name: string): string | null =>
  of.attributes?.[name]?.[0] ?? null;

/** Whether the directory, or another store, holds the account: its profile is not ours. */
export const isFederated = (user: User): boolean =>
  user.federationLink !== undefined || attributeOf(user, 'LDAP_ID') !== null;
