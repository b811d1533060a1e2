import { KeycloakAdmin } from './keycloak-admin.ts';
import type { Keycloak } from './keycloak.ts';

/**
 * A Keycloak that runs already, named by PASSERELLE_KEYCLOAK_URL, _ADMIN and _PASSWORD (an administrator of the realm master). Null: none is named.
 * Tests only ever make realms of their own there (`cop`, `bench`, `r-…`), and fail where one of that name exists.
 */
export function keycloakOfYours(): Keycloak | null {
  const {
    PASSERELLE_KEYCLOAK_URL: given,
    PASSERELLE_KEYCLOAK_ADMIN: username,
    PASSERELLE_KEYCLOAK_PASSWORD: password,
  } = process.env;
  if (given === undefined || username === undefined || password === undefined) return null;
  const url = given.replace(/\/+$/, '');
  const adminCredentials = { username, password };
  const admin = new KeycloakAdmin(url, adminCredentials);
  console.warn(
    `On ${url} this makes realms named cop, bench or r-…, with invented people, and removes them at the end.`,
  );
  return { url, admin, adminCredentials, stop: () => admin.removeOwnRealms() };
}
