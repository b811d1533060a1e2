import { z } from 'zod';
import { type Call, onlyQuery } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { NO_CONTENT, notCovered, ok, plainError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { JsonObject } from '../state/realm-state.ts';
import { realmRole, type Realm } from '../state/realm.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { asJson, readRealmBody } from './realm-body.ts';
import { requiredActions } from './required-action.ts';
import { roleRepresentation } from './role-routes.ts';

const PROFILE_BODY = z.looseObject({
  attributes: z.array(z.looseObject({ name: z.string() })),
  unmanagedAttributePolicy: z.enum(['ENABLED', 'ADMIN_EDIT', 'ADMIN_VIEW']).nullish(),
});

export const realmRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '',
    async handle(call) {
      await requireRole(call, 'view-realm');
      return ok(realmRepresentation(call.realm));
    },
  },
  {
    method: 'PUT',
    pattern: '',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const { name, settings } = readRealmBody(call.body);
      if (name !== undefined && name !== call.realm.name) throw notCovered('renaming a realm');
      call.realm.settings = { ...call.realm.settings, ...settings };
      recordChange(call, admin, { operation: 'UPDATE', resource: 'REALM' });
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    pattern: '',
    async handle(call) {
      await requireRole(call, 'manage-realm');
      if (call.realm.name === 'master') throw plainError(400, 'Cannot delete the master realm');
      call.world.realms.delete(call.realm.name);
      call.world.touch();
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    pattern: 'users/profile',
    async handle(call) {
      await requireRole(call, 'view-realm', 'view-users');
      return ok(call.realm.profile);
    },
  },
  {
    method: 'PUT',
    pattern: 'users/profile',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const parsed = PROFILE_BODY.safeParse(parseJson(call.body));
      if (!parsed.success) throw plainError(400, 'Invalid json representation for UPConfig.');
      const profile = asJson(parsed.data);
      if (!isObject(profile)) throw plainError(400, 'Invalid json representation for UPConfig.');
      call.realm.profile = profile;
      recordChange(call, admin, { operation: 'UPDATE', resource: 'USER_PROFILE', path: 'ui-ext/realms' });
      return ok(profile);
    },
  },
  {
    method: 'GET',
    pattern: 'authentication/required-actions',
    async handle(call) {
      await requireRole(call, 'view-realm');
      return ok(requiredActions);
    },
  },
  {
    method: 'POST',
    pattern: 'push-revocation',
    async handle(call) {
      await requireRole(call, 'manage-realm');
      return ok({});
    },
  },
  {
    method: 'POST',
    pattern: 'logout-all',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      call.realm.sessions.clear();
      recordChange(call, admin, { operation: 'ACTION', resource: 'REALM', path: 'logout-all' });
      return ok({});
    },
  },
  {
    method: 'GET',
    pattern: 'events/config',
    async handle(call) {
      await requireRole(call, 'view-events');
      const { eventsEnabled, eventsListeners, enabledEventTypes, adminEventsEnabled, adminEventsDetailsEnabled } =
        call.realm.settings;
      return ok({
        eventsEnabled: eventsEnabled ?? false,
        eventsListeners: eventsListeners ?? [],
        enabledEventTypes: enabledEventTypes ?? [],
        adminEventsEnabled: adminEventsEnabled ?? false,
        adminEventsDetailsEnabled: adminEventsDetailsEnabled ?? false,
      });
    },
  },
  {
    method: 'GET',
    pattern: 'admin-events',
    async handle(call) {
      const known = [
        'first',
        'max',
        'direction',
        'dateFrom',
        'dateTo',
        'resourceTypes',
        'operationTypes',
        'resourcePath',
        'authClient',
        'authUser',
      ];
      onlyQuery(call, known);
      await requireRole(call, 'view-events');
      return ok(adminEvents(call));
    },
  },
];

/** Newest first unless `direction=asc`; times in milliseconds; 100 at most unless `max` says otherwise. */
function adminEvents(call: Call): JsonObject[] {
  const { query } = call;
  const resources = query.getAll('resourceTypes');
  const operations = query.getAll('operationTypes');
  const from = timeOf(query.get('dateFrom')) ?? Number.NEGATIVE_INFINITY;
  const to = timeOf(query.get('dateTo')) ?? Number.POSITIVE_INFINITY;
  const found = call.realm.adminEvents.filter(
    (event) =>
      (resources.length === 0 || resources.includes(event.resourceType)) &&
      (operations.length === 0 || operations.includes(event.operationType)) &&
      (query.get('authClient') ?? event.authDetails.clientId) === event.authDetails.clientId &&
      (query.get('authUser') ?? event.authDetails.userId) === event.authDetails.userId &&
      pathFits(query.get('resourcePath'), event.resourcePath) &&
      event.time >= from &&
      event.time <= to,
  );
  const ordered = query.get('direction') === 'asc' ? found : found.reverse();
  const first = Number(query.get('first') ?? 0);
  const shown = ordered.slice(first, first + Number(query.get('max') ?? 100));
  return shown.map((event) => {
    const { id, time, authDetails, operationType, resourceType, resourcePath, representation, details } = event;
    return {
      ...{ id, time, realmId: call.realm.id, authDetails: { ...authDetails }, operationType, resourceType },
      ...(resourcePath === undefined ? {} : { resourcePath }),
      ...(representation === undefined ? {} : { representation }),
      ...(details === undefined ? {} : { details }),
    };
  });
}

function timeOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number(text);
  if (Number.isNaN(at)) throw plainError(400, 'Invalid value for the date, expected yyyy-MM-dd or an Epoch timestamp');
  return at;
}

function pathFits(pattern: string | null, path: string | undefined): boolean {
  if (pattern === null) return true;
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(path ?? '');
}

export function realmRepresentation(realm: Realm): JsonObject {
  const defaultRole = realmRole(realm, `default-roles-${realm.name}`);
  return {
    id: realm.id,
    realm: realm.name,
    ...realm.settings,
    ...(defaultRole === undefined ? {} : { defaultRole: roleRepresentation(defaultRole) }),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
