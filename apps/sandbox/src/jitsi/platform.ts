import type { Decision } from './decision.ts';
import { connect, enter } from './decide.ts';
import type { KeyCache } from './key-cache.ts';
import type { JitsiOptions } from './options.ts';
import { defaultSettings, type ProsodySettings } from './prosody-settings.ts';
import type { Reservations } from './reservation.ts';
import type { Rooms } from './rooms.ts';
import type { Claims } from './verify-token.ts';

/** Everything that the parts of this stand-in work with. */
export interface Platform {
  readonly options: JitsiOptions;
  readonly domain: string;
  readonly rooms: Rooms;
  readonly keys: KeyCache | null;
  readonly reservations: Reservations | null;
  readonly now: () => number;
}

export const settingsOf = async ({ options, domain, keys, now }: Platform): Promise<ProsodySettings> => ({
  ...defaultSettings,
  acceptedIssuers: options.issuers,
  acceptedAudiences: options.audiences ?? defaultSettings.acceptedAudiences,
  ...options.settings,
  domain,
  key: options.key.with === 'secret' ? options.key : { with: 'jwks', keys: (await keys?.keysAt(now())) ?? new Map() },
});

export const connectTo = async (platform: Platform, token: string | null): Promise<ReturnType<typeof connect>> =>
  connect(token, await settingsOf(platform), platform.now());

/** Jicofo opens a room for whoever is connected, after the reservation system has said yes. Null: it is open. */
export async function openRoom(
  { rooms, reservations, now }: Platform,
  room: string,
): Promise<{ readonly code: number; readonly message: string } | null> {
  if (rooms.exists(room)) return null;
  const answer = reservations === null ? null : await reservations.begin(room, now());
  if (answer?.allowed === false) return answer;
  rooms.open(room, answer?.id ?? null);
  return null;
}

/** Goes into a room that is open, or not. */
export async function enterRoom(
  platform: Platform,
  room: string,
  id: string,
  claims: Claims | null,
): Promise<Decision> {
  const { rooms, now } = platform;
  const decision = enter(claims, { name: room, exists: rooms.exists(room) }, await settingsOf(platform));
  if (decision.answer === 'joined') rooms.enter(room, id, decision, now());
  return decision;
}
