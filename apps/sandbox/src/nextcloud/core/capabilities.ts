import type { RequestHandler } from 'express';
import { VERSION, type Platform } from '../platform.ts';
import { addressOf, authenticate } from '../transport/authentication.ts';
import { sendOcs } from '../transport/ocs-answer.ts';
import { ocsVersionOf } from '../transport/ocs-route.ts';

const switchedOff = { enabled: false };

const sharing = {
  api_enabled: true,
  public: { enabled: false },
  user: { send_mail: false, expire_date: switchedOff },
  resharing: true,
  group_sharing: true,
  group: { enabled: true, expire_date: switchedOff },
  default_permissions: 31,
  federation: { outgoing: false, incoming: false, expire_date: switchedOff, expire_date_supported: switchedOff },
  sharee: { query_lookup_default: false, always_show_unique: true },
};

const publicPart = (platform: Platform, address: string): Record<string, object> => ({
  bruteforce: {
    delay: platform.bruteForce.blocked(address) ? 25_000 : 0,
    'allow-listed': platform.settings.allowListed,
  },
});

const wholePart = (platform: Platform): Record<string, object> => ({
  core: {
    pollinterval: 60,
    'webdav-root': 'remote.php/webdav',
    'reference-api': true,
    'reference-regex': '',
    'mod-rewrite-working': false,
  },
  dav: { chunking: '1.0', public_shares_chunking: true },
  provisioning_api: {
    version: VERSION.string,
    AccountPropertyScopesVersion: 2,
    AccountPropertyScopesFederatedEnabled: true,
    AccountPropertyScopesPublishedEnabled: true,
  },
  ...(platform.apps.has('groupfolders') ? { groupfolders: { appVersion: '20.1.18', hasGroupFolders: true } } : {}),
  ...(platform.apps.has('files_sharing') ? { files_sharing: sharing } : {}),
  ...(platform.apps.has('polls') ? { polls: { version: '9.2.0', appVersion: '9.2.0' } } : {}),
  ...(platform.apps.has('forms') ? { forms: { version: '5.3.0', apiVersions: ['v3'] } } : {}),
  ...(platform.apps.has('password_policy')
    ? { password_policy: { minLength: 10, enforceNonCommonPassword: true } }
    : {}),
});

/** Open to everybody; without a login only what a login page needs. A wrong login is refused, not treated as none. */
export const capabilities =
  (platform: Platform): RequestHandler =>
  (req, res) => {
    const who = authenticate(platform, req);
    const version = ocsVersionOf(req);
    const refuse = (code: number, message: string): void => sendOcs(req, res, version, { code, message, data: [] });
    if (who.kind === 'blocked') {
      refuse(429, 'Reached maximum delay');
      return;
    }
    if (who.kind === 'refused') {
      refuse(997, 'Current user is not logged in');
      return;
    }
    const seen = publicPart(platform, addressOf(req));
    if (who.kind === 'account') Object.assign(seen, wholePart(platform));
    sendOcs(req, res, version, { code: 200, message: 'OK', data: { version: VERSION, capabilities: seen } });
  };
