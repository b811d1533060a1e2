import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The version whose calls were recorded, and that the tests are about. */
export const KEYCLOAK_VERSION = '26.7.4';

const ARTIFACT = `org.keycloak:keycloak-quarkus-dist:${KEYCLOAK_VERSION}:tar.gz`;

/** Fetches the archive into the local Maven repository, once; for people and .ci/run, not for tests. */
export const FETCH_COMMAND = `mvn dependency:get -Dtransitive=false -Dartifact=${ARTIFACT}`;

/** The archive in the local Maven repository, or where PASSERELLE_KEYCLOAK_ARCHIVE says; null where there is none. */
export function keycloakArchive(): string | null {
  const file = `keycloak-quarkus-dist-${KEYCLOAK_VERSION}.tar.gz`;
  const path =
    process.env['PASSERELLE_KEYCLOAK_ARCHIVE'] ??
    join(homedir(), '.m2/repository/org/keycloak/keycloak-quarkus-dist', KEYCLOAK_VERSION, file);
  return existsSync(path) ? path : null;
}
