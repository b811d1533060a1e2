import type { Call } from '../http/call.ts';
import { setting } from '../state/realm.ts';
import type { AdminEventState, Json } from '../state/realm-state.ts';
import type { Admin } from './admin-access.ts';

/** Writes an admin event, when the realm keeps them, and tells the world that something changed. To be called by every write. */
export function recordChange(
  call: Call,
  admin: Admin,
  event: {
    readonly operation: AdminEventState['operationType'];
    readonly resource: string;
    readonly path?: string;
    readonly representation?: Json;
    readonly details?: Readonly<Record<string, string>>;
  },
): void {
  const { world, realm } = call;
  world.touch();
  if (!setting(realm, 'adminEventsEnabled')) return;
  const withDetails = setting(realm, 'adminEventsDetailsEnabled') && event.representation !== undefined;
  realm.adminEvents.push({
    id: world.newId(),
    time: world.now(),
    authDetails: { realmId: admin.realmId, clientId: admin.clientUuid, userId: admin.userId, ipAddress: '127.0.0.1' },
    operationType: event.operation,
    resourceType: event.resource,
    ...(event.path === undefined ? {} : { resourcePath: event.path }),
    ...(withDetails ? { representation: JSON.stringify(event.representation) } : {}),
    ...(event.details === undefined ? {} : { details: event.details }),
  });
}
