import type { ClientState, SessionState, UserState } from '../state/realm-state.ts';
import type { Realm } from '../state/realm.ts';
import type { World } from '../world.ts';

/** A single sign-on session of somebody, with the clients that took part in it. */
export function beginSession(world: World, realm: Realm, user: UserState, client: ClientState): SessionState {
  const at = world.now();
  const session: SessionState = {
    id: world.newId(),
    userId: user.id,
    start: at,
    lastAccess: at,
    clients: { [client.id]: client.clientId },
  };
  realm.sessions.set(session.id, session);
  world.touch();
  return session;
}

/** A session that is neither ended nor idle for longer than the realm allows. */
export function liveSession(world: World, realm: Realm, id: unknown): SessionState | undefined {
  const session = typeof id === 'string' ? realm.sessions.get(id) : undefined;
  if (session === undefined) return undefined;
  const seconds = (name: string): number => Number(realm.settings[name] ?? 0) * 1000;
  const idle = world.now() - session.lastAccess > seconds('ssoSessionIdleTimeout');
  const old = world.now() - session.start > seconds('ssoSessionMaxLifespan');
  if (!idle && !old) return session;
  realm.sessions.delete(session.id);
  return undefined;
}

/** @returns those that were open */
export function endSessions(realm: Realm, userId: string): readonly SessionState[] {
  const ended = [...realm.sessions.values()].filter((session) => session.userId === userId);
  for (const session of ended) realm.sessions.delete(session.id);
  return ended;
}
