import type { Call } from '@passerelle/connector-kit';
import type { ObservedAccount } from '@passerelle/model';
import { problem } from './client/error-of.ts';
import { roleMappingsSchema, type User } from './client/schemas.ts';
import { userPath } from './client/users.ts';
import type { KeycloakConfig } from './config.ts';
import type { Session } from './session.ts';

/** What the login alone shows: accounts named in the configuration, and clients' own accounts. */
export function protectionByName(user: User, config: KeycloakConfig): ObservedAccount['protected'] {
  const name = user.username.toLowerCase();
  if (name === `service-account-${config.credentials.clientId}`.toLowerCase()) return 'own';
  if (user.serviceAccountClientId !== undefined || name.startsWith('service-account-')) return 'staff';
  return config.protectedAccounts.includes(name) ? 'administrator' : null;
}

/**
 * Refuses what would touch the realm's administrators: whoever has a role of `realm-management`, or the realm role `admin`, given directly. A list of
 * all of them needs more rights than the running account has, so each account is looked at when it is about to be changed.
 * @throws ConnectorError `protected`
 */
export async function refuseProtected(session: Session, user: User, call: Call): Promise<void> {
  const refuse = (why: string): never => {
    throw problem('change an account', 'protected', why);
  };
  if (protectionByName(user, session.config) !== null) refuse(`${user.username} is protected`);
  const mappings = await session.api.read(
    { name: 'read the roles of an account', method: 'GET', path: `${userPath(user.id)}/role-mappings` },
    roleMappingsSchema,
    call,
  );
  const manages = (mappings.clientMappings?.['realm-management']?.mappings.length ?? 0) > 0;
  const isAdmin = mappings.realmMappings?.some(({ name }) => name === 'admin') ?? false;
  if (manages || isAdmin) refuse(`${user.username} administers this realm`);
}
