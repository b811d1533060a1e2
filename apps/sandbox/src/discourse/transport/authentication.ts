import type { Platform } from '../platform.ts';
import type { ApiKey, User } from '../state.ts';
import { keyHash } from '../key-hash.ts';
import { badCredentials, invalidAccess, json, Refusal } from './answer.ts';
import type { Caller, Endpoint } from './endpoint.ts';
import { keyPermits } from './key-scopes.ts';
import type { Params } from './params.ts';

export interface Credentials {
  readonly apiKey: string | undefined;
  readonly apiUsername: string | undefined;
  readonly apiUserId: string | undefined;
  readonly apiUserExternalId: string | undefined;
  readonly sessionToken: string | undefined;
}

export const isSuspended = (platform: Platform, user: User): boolean =>
  user.suspension !== null && user.suspension.until > platform.now();
export const isSilenced = (platform: Platform, user: User): boolean =>
  user.silence !== null && user.silence.until > platform.now();

const keyUser = (platform: Platform, key: ApiKey, given: Credentials): User | undefined => {
  if (key.userId !== null) {
    const own = platform.state.users.get(key.userId);
    const asked = given.apiUsername?.toLowerCase();
    return asked === undefined || own?.username.toLowerCase() === asked ? own : undefined;
  }
  if (given.apiUsername !== undefined) return platform.accounts.byUsername(given.apiUsername);
  if (given.apiUserId !== undefined) return platform.state.users.get(Number(given.apiUserId));
  if (given.apiUserExternalId !== undefined) return platform.accounts.byExternalId(given.apiUserExternalId);
  return undefined;
};

/** The 429 of the administrators' ration, word for word as clients see it (facts §1). */
const rationed = (seconds: number): Refusal => {
  const left = seconds === 1 ? '1 second' : `${seconds} seconds`;
  return new Refusal({
    ...json(
      {
        errors: [`You’ve performed this action too many times. Please wait ${left} before trying again.`],
        error_type: 'rate_limit',
        extras: { wait_seconds: seconds, time_left: left },
      },
      429,
    ),
    headers: { 'retry-after': String(seconds), 'discourse-rate-limit-error-code': 'admin_api_key_rate_limit' },
  });
};

const byApiKey = (
  platform: Platform,
  secret: string,
  given: Credentials,
  endpoint: Endpoint,
  params: Params,
): Caller => {
  const hash = keyHash(secret);
  const key = [...platform.state.apiKeys.values()].find((each) => each.keyHash === hash && !each.revoked);
  if (key === undefined || !keyPermits(key, endpoint.method, endpoint.action, params)) throw badCredentials();
  const user = keyUser(platform, key, given);
  if (user === undefined) throw badCredentials();
  if (isSuspended(platform, user) || !user.active) throw invalidAccess();
  // Refused calls never come as far as the ration.
  const wait = platform.adminApiRation.take();
  if (wait > 0) throw rationed(wait);
  key.lastUsedAt = platform.now();
  return { kind: 'api', user, keyId: key.id };
};

/** Who calls. Throws the refusal of a key that is wrong, too narrow or rationed. */
export const authenticate = (platform: Platform, given: Credentials, endpoint: Endpoint, params: Params): Caller => {
  if (given.apiKey !== undefined) return byApiKey(platform, given.apiKey, given, endpoint, params);
  const session = platform.sessions.find(given.sessionToken);
  const user = session?.userId === null || session === undefined ? undefined : platform.state.users.get(session.userId);
  if (user === undefined || given.sessionToken === undefined) return { kind: 'anonymous', user: null };
  if (isSuspended(platform, user) || !user.active) return { kind: 'anonymous', user: null };
  return { kind: 'session', user, token: given.sessionToken };
};
