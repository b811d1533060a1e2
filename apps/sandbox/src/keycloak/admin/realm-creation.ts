import type { Call } from '../http/call.ts';
import { created, errorMessage, forbidden, ok, type Reply } from '../http/reply.ts';
import { newRealm } from '../state/new-realm.ts';
import { adminOf } from './admin-access.ts';
import { readRealmBody } from './realm-body.ts';
import { realmRepresentation } from './realm-routes.ts';

/** Milliseconds that a new realm takes (measured: 0.6 to 2 s). */
const CREATION_MS = 900;

/** POST /admin/realms: the master realm's administrator only. */
export async function createRealm(call: Call): Promise<Reply> {
  const admin = await adminOf(call);
  if (!admin.has('admin')) throw forbidden();
  const { name, settings } = readRealmBody(call.body);
  if (name === undefined || name === '') throw errorMessage(400, 'Realm name cannot be empty');
  if (call.world.realms.has(name)) throw errorMessage(409, `Realm ${name} already exists`);
  await call.world.takeTime(CREATION_MS);
  call.world.realms.set(name, newRealm(name, call.world.newId(), call.world.newId, settings));
  call.world.touch();
  return created(`${call.world.url}/admin/realms/${encodeURIComponent(name)}`);
}

export async function listRealms(call: Call): Promise<Reply> {
  const admin = await adminOf(call);
  if (!admin.has('admin')) throw forbidden();
  return ok([...call.world.realms.values()].map(realmRepresentation));
}

/** GET /admin/serverinfo: the version only, which is what programs look for. */
export async function serverInfo(call: Call): Promise<Reply> {
  const admin = await adminOf(call);
  if (!admin.has('admin')) throw forbidden();
  return ok({ systemInfo: { version: '26.7.4' } });
}
