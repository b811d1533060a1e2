import { SignJWT } from 'jose';
import { claimsFor, type TokenRequest } from './claims.ts';
import { signingKeyAt, type KeyRing } from './key-ring.ts';
import type { TokenSettings } from './settings.ts';
import type { SharedSecret } from './shared-secret.ts';

/** How one Jitsi knows that a token is ours: a secret that both hold, or our published keys. */
export type Signing =
  { readonly with: 'secret'; readonly secret: SharedSecret } | { readonly with: 'keys'; readonly ring: KeyRing };

/**
 * A token that lets one visitor into one room for minutes: HS256 with a shared secret, RS256 with the key of ours that signs now.
 * The same arguments give the same token (both algorithms are deterministic).
 * @throws RefusedToken
 */
export async function tokenFor(request: TokenRequest, settings: TokenSettings, signing: Signing): Promise<string> {
  const jwt = new SignJWT({ ...claimsFor(request, settings) });
  if (signing.with === 'secret') {
    return jwt.setProtectedHeader({ alg: signing.secret.alg, typ: 'JWT' }).sign(signing.secret.bytes());
  }
  const key = signingKeyAt(signing.ring, request.now);
  return jwt.setProtectedHeader({ alg: key.alg, typ: 'JWT', kid: key.kid }).sign(key.key());
}
