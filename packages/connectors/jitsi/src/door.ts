import type { VideoDoor } from '@passerelle/connector-kit';
import { jwksAt, jwksMaxAge } from './token/key-ring.ts';
import { tokenFor } from './token/token-for.ts';
import type { Session } from './session.ts';

/** People come in with a token that opens one room for minutes. */
export function openDoor({ config, context, settings, signing }: Session): VideoDoor {
  return {
    url: config.url,
    async admit({ visitor, room, level }) {
      const now = context.now();
      const token = await tokenFor({ visitor, room, level, now }, settings, signing);
      const expiresAt = (Math.floor(now / 1000) + settings.lifetime) * 1000;
      return { url: `${config.url}/${room}${carried(config.tokenIn, token)}`, token, expiresAt };
    },
    jwks: () => (signing.with === 'keys' ? { body: jwksAt(signing.ring, context.now()), maxAge: jwksMaxAge } : null),
    reservationSecret: config.reservation?.secret ?? null,
  };
}

/** Jitsi's web interface reads the fragment as JSON values, hence the quotes; the query as it is. */
const carried = (where: 'fragment' | 'query', token: string): string =>
  where === 'fragment' ? `#jwt=%22${token}%22` : `?jwt=${token}`;
