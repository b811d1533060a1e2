import { randomUUID } from 'node:crypto';
import type { SessionState } from '../state/realm-state.ts';
import type { Realm } from '../state/realm.ts';
import type { World } from '../world.ts';
import { issuerOf } from './token-issue.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds for which a log-out token is good. */
const LIFETIME = 120;
/** Milliseconds after which a client that does not answer is given up: the log-out itself has taken place. */
const PATIENCE = 5_000;

/**
 * Tells the clients that took part in a session that it has ended (OpenID Connect Back-Channel Logout 1.0): those that have named an address for it.
 * What a client answers changes nothing here.
 */
export async function tellLogOut(world: World, realm: Realm, session: SessionState): Promise<void> {
  const told = Object.keys(session.clients).map(async (id) => {
    const client = realm.clients.get(id);
    const attributes: unknown = client?.settings['attributes'];
    const url: unknown =
      typeof attributes === 'object' && attributes !== null
        ? Reflect.get(attributes, 'backchannel.logout.url')
        : undefined;
    if (client === undefined || typeof url !== 'string' || url === '') return;
    const now = Math.floor(world.now() / 1000);
    const token = await world.keys.sign(
      {
        iss: issuerOf(world, realm),
        aud: client.clientId,
        sub: session.userId,
        sid: session.id,
        iat: now,
        exp: now + LIFETIME,
        jti: randomUUID(),
        typ: 'Logout',
        events: { [EVENT]: {} },
      },
      'logout+jwt',
    );
    await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
      signal: AbortSignal.timeout(PATIENCE),
    }).then((answer) => answer.body?.cancel());
  });
  await Promise.allSettled(told);
}
