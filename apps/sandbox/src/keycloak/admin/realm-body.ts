import { z } from 'zod';
import { parseJson } from '../http/json-body.ts';
import { notCovered, plainError } from '../http/reply.ts';
import type { Json, JsonObject } from '../state/realm-state.ts';
import { DEFAULT_SETTINGS } from '../state/new-realm.ts';

/** Settings that the stand-in acts on. */
const ACTED_ON: ReadonlySet<string> = new Set([
  ...Object.keys(DEFAULT_SETTINGS),
  'defaultLocale',
  'displayName',
  'displayNameHtml',
]);

/** Settings that would change what people or programs see and that are not modelled: they may only have this value. */
const FIXED: JsonObject = {
  registrationAllowed: false,
  registrationEmailAsUsername: false,
  revokeRefreshToken: false,
  bruteForceProtected: false,
  permanentLockout: false,
  rememberMe: false,
  verifyEmail: false,
  organizationsEnabled: false,
  adminPermissionsEnabled: false,
  scimApiEnabled: false,
  userManagedAccessAllowed: false,
  verifiableCredentialsEnabled: false,
  defaultSignatureAlgorithm: 'RS256',
};

/** Names of Keycloak's RealmRepresentation that carry whole tables: an import of a realm, which is not covered. */
const TABLES: ReadonlySet<string> = new Set([
  'users',
  'groups',
  'roles',
  'clients',
  'clientScopes',
  'components',
  'federatedUsers',
  'identityProviders',
  'identityProviderMappers',
  'protocolMappers',
  'scopeMappings',
  'userFederationProviders',
  'userFederationMappers',
  'authenticationFlows',
  'authenticatorConfig',
  'requiredActions',
  'organizations',
  'passwordPolicy',
]);

const ENVELOPE = z.looseObject({
  realm: z.string().optional(),
  smtpServer: z.record(z.string(), z.string()).optional(),
  attributes: z.record(z.string(), z.string()).optional(),
});

/** Anything that the representation of a real realm holds beyond them is kept and shown again without a meaning. */
const SHOWN_ONLY =
  /^(id|realm|defaultRole|otp|webAuthn|browserSecurityHeaders|(?:browser|registration|directGrant|resetCredentials|clientAuthentication|dockerAuthentication|firstBrokerLogin)Flow$|client(?:Profiles|Policies|Session|OfflineSession)|offlineSession|ssoSession|accessToken|accessCode|actionToken|oauth2|refreshToken|requiredCredentials|maxTemporaryLockouts|bruteForceStrategy|max|minimumQuickLogin|waitIncrement|quickLogin|failureFactor|notBefore|loginTheme|accountTheme|adminTheme|emailTheme|eventsExpiration|localizationTexts)/;

/** Reads a RealmRepresentation: settings only. @throws 400 for an unknown field, 501 for what is not modelled */
export function readRealmBody(text: string): { readonly name?: string; readonly settings: JsonObject } {
  const parsed = ENVELOPE.safeParse(parseJson(text));
  if (!parsed.success) throw plainError(400, 'Invalid json representation for RealmRepresentation.');
  const settings: Record<string, Json> = {};
  for (const [name, value] of Object.entries(parsed.data)) {
    if (TABLES.has(name)) throw notCovered(`the realm's ${name}`);
    const isFixed = name in FIXED;
    if (isFixed && FIXED[name] !== value)
      throw notCovered(`the realm setting ${name} with another value than ${JSON.stringify(FIXED[name])}`);
    if (!ACTED_ON.has(name) && !isFixed && !SHOWN_ONLY.test(name)) {
      throw plainError(400, `Invalid json representation for RealmRepresentation. Unrecognized field "${name}".`);
    }
    if (name !== 'id' && name !== 'realm' && name !== 'defaultRole') settings[name] = asJson(value);
  }
  const { realm } = parsed.data;
  return typeof realm === 'string' ? { name: realm, settings } : { settings };
}

/** A parsed JSON value is JSON; zod says `unknown` of what it let through. */
export function asJson(value: unknown): Json {
  return z.json().parse(value);
}
