// The one place that says where the stand-ins come from.
export {
  startKeycloak,
  type GroupState,
  type Keycloak,
  type Realm,
} from '../../../../apps/sandbox/src/keycloak/index.ts';
export { startNextcloud, type NextcloudStandIn } from '../../../../apps/sandbox/src/nextcloud/index.ts';
