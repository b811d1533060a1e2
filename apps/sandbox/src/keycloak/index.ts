export { startKeycloak, type Keycloak, type KeycloakOptions, type LoggedRequest } from './start-keycloak.ts';
export type { DirectoryPort, FederatedEntry, FederationQuestion } from './federation/directory-port.ts';
export type { Realm } from './state/realm.ts';
export type { GroupState, MailState, UserState } from './state/realm-state.ts';
