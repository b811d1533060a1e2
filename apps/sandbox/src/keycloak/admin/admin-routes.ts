import type { Route } from '../http/router.ts';
import { clientRoutes } from './client-routes.ts';
import { componentRoutes } from './component-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { membershipRoutes } from './membership-routes.ts';
import { partialImportRoutes } from './partial-import.ts';
import { realmRoutes } from './realm-routes.ts';
import { roleRoutes } from './role-routes.ts';
import { userRoutes } from './user-routes.ts';

/** Everything below `/admin/realms/{realm}/`. The first route that fits is taken: fixed paths stand before those with a parameter. */
export const adminRoutes: readonly Route[] = [
  ...realmRoutes,
  ...userRoutes,
  ...mailRoutes,
  ...membershipRoutes,
  ...groupRoutes,
  ...roleRoutes,
  ...clientRoutes,
  ...componentRoutes,
  ...partialImportRoutes,
];
