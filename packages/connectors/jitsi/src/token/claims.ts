import type { RoomLevel, Visitor } from '@passerelle/connector-kit';
import { longestLifetime, moderatorFeatures, notBeforeMargin, type TokenSettings } from './settings.ts';

export interface TokenRequest {
  readonly visitor: Visitor;
  /** Exact name of the one room that the token opens. */
  readonly room: string;
  readonly level: RoomLevel;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Claims as Prosody's plugins read them. Times in epoch seconds. */
export interface RoomClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly room: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly context: {
    readonly user: {
      readonly id: string;
      readonly name: string;
      readonly email?: string;
      /** `owner` moderates. `moderator` is never sent besides: either of the two suffices for Prosody, so that two could disagree. */
      readonly affiliation: 'owner' | 'member';
    };
    readonly features: Readonly<Record<string, boolean>>;
  };
}

/** A token that would open more than one room, or that would live too long, is never made. */
export class RefusedToken extends Error {
  constructor(why: string) {
    super(`no token: ${why}`);
    this.name = 'RefusedToken';
  }
}

/** Prosody compares byte by byte after lower-casing ASCII only; in these characters nothing can be misread, and `*` opens every room (facts/identity.md §6). */
const roomName = /^[a-z0-9](?:[a-z0-9-]{0,126}[a-z0-9])?$/;
export const isRoomName = (room: string): boolean => roomName.test(room);

/**
 * Who guests are is not ours to say, so that they never moderate.
 * @throws RefusedToken
 */
export function claimsFor(request: TokenRequest, settings: TokenSettings): RoomClaims {
  const { visitor, room, level } = request;
  if (!isRoomName(room)) throw new RefusedToken('the name of the room is not one that Passerelle gives');
  if (!/^[^*\s]+$/.test(settings.domain)) throw new RefusedToken('the domain must be one domain');
  if (!(settings.lifetime > 0 && settings.lifetime <= longestLifetime))
    throw new RefusedToken('it would live too long');
  if (visitor.kind === 'guest' && level !== 'join') throw new RefusedToken('guests do not moderate');
  const now = Math.floor(request.now / 1000);
  return {
    iss: settings.issuer,
    aud: settings.audience,
    sub: settings.domain,
    room,
    iat: now,
    nbf: now - notBeforeMargin,
    exp: now + Math.floor(settings.lifetime),
    context: {
      user: { ...userOf(visitor, settings), affiliation: level === 'moderate' ? 'owner' : 'member' },
      features: featuresOf(level, settings),
    },
  };
}

function userOf(visitor: Visitor, { emails }: TokenSettings): { id: string; name: string; email?: string } {
  const { id, name } = visitor;
  return emails && visitor.kind === 'person' && visitor.email !== null
    ? { id, name, email: visitor.email }
    : { id, name };
}

/** What is not named here as true is refused by Prosody once features are named at all, to moderators too: so everything is named. */
function featuresOf(level: RoomLevel, { moderatorsMay }: TokenSettings): Record<string, boolean> {
  const moderates = level === 'moderate';
  const guarded = moderatorFeatures.map((feature) => [feature, moderates && moderatorsMay.includes(feature)] as const);
  return {
    ...Object.fromEntries(guarded),
    'create-polls': moderates,
    'send-groupchat': true,
    'send-private-message': true,
    'file-upload': moderates,
  };
}
