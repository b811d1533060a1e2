import { refusedAt, type Decision, type Features, type TokenUser } from './decision.ts';
import { luaMatch } from './lua-pattern.ts';
import type { ProsodySettings } from './prosody-settings.ts';
import { asRecord, verifyToken, type Claims } from './verify-token.ts';

export interface RoomAsked {
  /** As it stands in the address, in lower case. */
  readonly name: string;
  /** Jicofo has opened it: nobody else can. */
  readonly exists: boolean;
}

/**
 * What a Prosody with Jitsi's plugins does with somebody who connects with this token and asks for that room. Pure; held to what was recorded from a real one.
 * @param now epoch milliseconds
 */
export function decide(token: string | null, room: RoomAsked, settings: ProsodySettings, now: number): Decision {
  const connected = connect(token, settings, now);
  return 'answer' in connected ? connected : enter(connected.claims, room, settings);
}

/** The first half: the connection, before any room is asked for. Null claims: without a token, where that is allowed. */
export function connect(
  token: string | null,
  settings: ProsodySettings,
  now: number,
): { readonly claims: Claims | null } | Exclude<Decision, { readonly answer: 'joined' }> {
  if (token !== null) return verifyToken(token, settings, now);
  return settings.allowEmptyToken ? { claims: null } : refusedAt('connection', 'token required');
}

/** The second half: the room's door, as somebody who is connected. */
export function enter(claims: Claims | null, room: RoomAsked, settings: ProsodySettings): Decision {
  if (!room.exists) return refusedAt('room', 'room-does-not-exist', 'room-does-not-exist');
  if (claims === null) return joined(null, settings);
  return opens(claims, room.name, settings) ? joined(claims, settings) : refusedAt('room', 'Room and token mismatched');
}

/** Lower case byte by byte, as Lua has it: É stays É. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function opens(claims: Claims, name: string, { domain, enableDomainVerification }: ProsodySettings): boolean {
  const room = lower(String(claims['room']));
  // Without the verification of domains only the name counts, and no pattern is one.
  if (!enableDomainVerification) return room === '*' || room === name;
  const sub = lower(String(claims['sub']));
  const regex = asRecord(asRecord(claims['context'])?.['room'])?.['regex'];
  // A pattern must give the whole name: what it matched is put into the address that is compared.
  const fits = room === '*' || (regex === true || regex === 'true' ? luaMatch(name, room) : room) === name;
  return fits && (sub === '*' || sub === domain);
}

function joined(claims: Claims | null, settings: ProsodySettings): Decision {
  const context = asRecord(claims?.['context']);
  const user = asRecord(context?.['user']);
  const isDecidedByToken = settings.tokenAffiliation && settings.disableAutoOwners && !settings.jicofoAutoOwner;
  const isOwner = isDecidedByToken ? asksToModerate(user) : claims !== null;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const told: TokenUser = { id: text(user?.['id']), name: text(user?.['name']) };
  const common = { answer: 'joined', user: told, features: featuresOf(context) } as const;
  return isOwner
    ? { ...common, affiliation: 'owner', role: 'moderator' }
    : { ...common, affiliation: 'member', role: 'participant' };
}

/** Either claim suffices. */
const asksToModerate = (user: Claims | null): boolean =>
  user !== null &&
  (['owner', 'moderator', 'teacher'].includes(String(user['affiliation'])) ||
    user['moderator'] === true ||
    user['moderator'] === 'true');

function featuresOf(context: Claims | null): Features {
  const features = asRecord(context?.['features']);
  if (features === null) return null;
  return Object.fromEntries(
    Object.entries(features).map(([name, value]) => [name, value === true || value === 'true']),
  );
}

/** Whether somebody in the room may do this: what the token names as true; where it names nothing, moderators may. */
export const mayDo = (decision: Extract<Decision, { readonly answer: 'joined' }>, feature: string): boolean =>
  decision.features === null ? decision.role === 'moderator' : decision.features[feature] === true;
