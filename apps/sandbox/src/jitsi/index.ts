import { startHttpHost } from '../http-host.ts';
import type { StandIn } from '../stand-in.ts';
import { application } from './application.ts';
import { keyCache } from './key-cache.ts';
import type { JitsiOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { reservations } from './reservation.ts';
import { openRooms, type Rooms } from './rooms.ts';

export type { Decision } from './decision.ts';
export { decide, mayDo, type RoomAsked } from './decide.ts';
export type { JitsiOptions } from './options.ts';
export { defaultSettings, type ProsodySettings } from './prosody-settings.ts';
export {
  recordedCases,
  recordedConfig,
  recordedDomain,
  recordedRoom,
  type RecordedCase,
} from './recorded/case-token.ts';
export { expectedOf, type Expected } from './recorded/expected.ts';
export type { Occupant, Rooms } from './rooms.ts';

/** A running Jitsi without picture and sound: tokens, rooms, moderators, and who is where. */
export interface JitsiStandIn extends StandIn {
  readonly name: 'jitsi';
  /** Address of XMPP over BOSH. */
  readonly boshUrl: string;
  readonly domain: string;
  readonly rooms: Pick<Rooms, 'inside' | 'names'>;
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a server that lets people into rooms as Prosody 0.12.3 with Jitsi's plugins of August 2026 does. It keeps nothing: there is nothing to keep. */
export async function startJitsi(options: JitsiOptions): Promise<JitsiStandIn> {
  const domain = options.domain ?? 'meet.jitsi';
  const send = options.fetch ?? fetch;
  const { reservationUrl: url, reservationHeaders: headers = {}, sleep = waited } = options;
  const reserving = url === undefined ? null : reservations({ url, headers, domain, fetch: send, sleep });
  const rooms = openRooms((reservation) => void reserving?.end(reservation));
  const platform: Platform = {
    options,
    domain,
    rooms,
    keys: options.key.with === 'jwks' ? keyCache(options.key.url, send) : null,
    reservations: reserving,
    now: options.now ?? Date.now,
  };
  const host = await startHttpHost({
    handler: application(platform),
    middleware: options.middleware,
    port: options.port,
  });
  return { name: 'jitsi', url: host.url, boshUrl: `${host.url}/http-bind`, domain, rooms, stop: () => host.stop() };
}
