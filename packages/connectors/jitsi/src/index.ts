import type { ConnectorContext, Target, TargetConnector, VideoDoor } from '@passerelle/connector-kit';
import { apply } from './apply.ts';
import { check } from './check.ts';
import type { JitsiConfig } from './config.ts';
import { openDoor } from './door.ts';
import { manifest } from './manifest.ts';
import { observe } from './observe.ts';
import { openSession } from './session.ts';

export type { JitsiConfig } from './config.ts';
export { claimsFor, isRoomName, RefusedToken, type RoomClaims, type TokenRequest } from './token/claims.ts';
export { firstRing, jwksAt, jwksMaxAge, rotate, signingKeyAt, type KeyRing } from './token/key-ring.ts';
export { RsaKey, UnusableKey, type PublicJwk } from './token/rsa-key.ts';
export { readRing, writeRing } from './token/ring-text.ts';
export type { TokenSettings } from './token/settings.ts';
export { SharedSecret } from './token/shared-secret.ts';
export { tokenFor, type Signing } from './token/token-for.ts';
export { joinRoom, type JoinAnswer, type JoinAttempt } from './xmpp/join-room.ts';

/** A Jitsi besides what every target is: the door through which its rooms are entered. */
export interface JitsiTarget extends Target {
  readonly doors: { readonly video: VideoDoor };
}
export interface JitsiConnector extends TargetConnector<JitsiConfig> {
  connect(config: JitsiConfig, context: ConnectorContext): JitsiTarget;
}

/** Jitsi Meet with token authentication: a room per community, a token by level at the door. */
export const jitsi: JitsiConnector = {
  manifest,
  use: (config) => ({
    accountMode: { local: 'await', directory: 'await' },
    rations: manifest.rations,
    credential: JSON.stringify([config.url, config.issuer, config.signing]),
  }),
  connect(config, context) {
    const session = openSession(config, context);
    return {
      check: (call) => check(session, call),
      observe: (scope) => observe(scope),
      apply: (batch, call) => apply(session, batch, call),
      doors: { video: openDoor(session) },
      // The HTTP client belongs to whoever gave it.
      close: () => Promise.resolve(),
    };
  },
};
