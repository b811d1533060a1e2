import { createHash } from 'node:crypto';
import type { OidcSettings } from '../options.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Account id that user_oidc gives to a claim: with unique-uid (the default, and what an unknown provider gets) a hash of
 * provider and claim, otherwise the claim itself (facts §10). Ids longer than an account id may be are hashed too.
 */
export const oidcUid = (settings: OidcSettings | null, providerId: number, claim: string): string => {
  const verbatim = settings !== null && settings.providerId === providerId && !settings.uniqueUid;
  if (!verbatim) return sha256(`${providerId}_0_${claim}`);
  return claim.length > 64 ? sha256(claim) : claim;
};
