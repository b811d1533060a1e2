// The one place that says where the stand-ins come from.
import type { Keycloak } from '@passerelle/sandbox';

export { startDirectory, startKeycloak, startNextcloud } from '@passerelle/sandbox';
export type { Directory, Keycloak, NextcloudStandIn } from '@passerelle/sandbox';
export type Realm = Keycloak['realms'] extends ReadonlyMap<string, infer R> ? R : never;
