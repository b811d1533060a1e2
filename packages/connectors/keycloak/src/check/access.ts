import type { Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { z } from 'zod';

export interface Rights {
  /** Roles of `realm-management`, composites resolved; null: the token does not tell. */
  readonly roles: ReadonlySet<string> | null;
  /** Epoch seconds. */
  readonly issuedAt: number | null;
  /** Id of our own account. */
  readonly subject: string | null;
}

const payloadSchema = z.looseObject({
  iat: z.number().optional(),
  sub: z.string().optional(),
  resource_access: z.record(z.string(), z.looseObject({ roles: z.array(z.string()) })).optional(),
});

/** What our own access token says of us. Read, not verified: it came from the server that it is for. */
export function tokenRights(token: string): Rights {
  const [, payload = ''] = token.split('.');
  try {
    const { iat, sub, resource_access } = payloadSchema.parse(
      JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
    );
    const roles = resource_access?.['realm-management']?.roles;
    return { roles: roles === undefined ? null : new Set(roles), issuedAt: iat ?? null, subject: sub ?? null };
  } catch {
    return { roles: null, issuedAt: null, subject: null };
  }
}

/** What the running account needs, and what is lost without it (facts/identity.md §3.1). */
const needed = [
  ['manage-users', 'problem'],
  ['view-realm', 'problem'],
  ['view-events', 'warning'],
] as const;
/** Needed, or part of what is. */
const harmless = new Set([
  'manage-users',
  'view-users',
  'query-users',
  'query-groups',
  'view-realm',
  'query-realms',
  'view-events',
]);

export async function* checkAccess({ roles }: Rights): AsyncGenerator<Check> {
  await Promise.resolve();
  if (roles === null) {
    const found = message('keycloak.check.rights.untold');
    yield { id: 'keycloak.rights', state: 'unknown', found, remedy: message('keycloak.check.rights.untold.remedy') };
    return;
  }
  for (const [role, state] of needed) {
    const id = `keycloak.rights.${role}`;
    if (roles.has(role)) {
      yield { id, state: 'ok', found: message('keycloak.check.rights.ok', { role }), remedy: null };
      continue;
    }
    const remedy = message('keycloak.check.rights.remedy', { role });
    yield { id, state, found: message(`keycloak.check.rights.missing.${role}`), remedy };
  }
  const excess = [...roles].filter((role) => !harmless.has(role)).sort();
  if (excess.length === 0) {
    yield { id: 'keycloak.rights.excess', state: 'ok', found: message('keycloak.check.excess.ok'), remedy: null };
    return;
  }
  const params = { roles: excess.join(', ') };
  yield {
    id: 'keycloak.rights.excess',
    state: 'warning',
    found: message('keycloak.check.excess.warning', params),
    remedy: message('keycloak.check.excess.remedy', params),
  };
}
