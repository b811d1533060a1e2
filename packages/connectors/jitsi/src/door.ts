import type { RoomLevel, Visitor } from './token/claims.ts';
import { jwksAt, jwksMaxAge } from './token/key-ring.ts';
import type { PublicJwk } from './token/rsa-key.ts';
import { tokenFor } from './token/token-for.ts';
import type { Session } from './session.ts';

export interface Visit {
  readonly visitor: Visitor;
  /** The room's native name. */
  readonly room: string;
  readonly level: RoomLevel;
}
export interface Admission {
  /** Where the browser is sent. It carries the token: a secret for minutes, never to be logged. */
  readonly url: string;
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** How people come in: the server asks for a token at the very moment when somebody goes through the door, and publishes our keys. */
export interface Door {
  /** @throws RefusedToken */
  admit(visit: Visit): Promise<Admission>;
  /** What is published at `/jwks` for this target; null where a secret is shared. `maxAge` in seconds, for Cache-Control. */
  jwks(): { readonly body: { readonly keys: readonly PublicJwk[] }; readonly maxAge: number } | null;
}

export function openDoor({ config, context, settings, signing }: Session): Door {
  return {
    async admit({ visitor, room, level }) {
      const now = context.now();
      const token = await tokenFor({ visitor, room, level, now }, settings, signing);
      const expiresAt = (Math.floor(now / 1000) + settings.lifetime) * 1000;
      return { url: `${config.url}/${room}${carried(config.tokenIn, token)}`, token, expiresAt };
    },
    jwks: () => (signing.with === 'keys' ? { body: jwksAt(signing.ring, context.now()), maxAge: jwksMaxAge } : null),
  };
}

/** Jitsi's web interface reads the fragment as JSON values, hence the quotes; the query as it is. */
const carried = (where: 'fragment' | 'query', token: string): string =>
  where === 'fragment' ? `#jwt=%22${token}%22` : `?jwt=${token}`;
