import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';
import { invalidParameters, recordInvalid } from '../transport/answer.ts';
import type { Params } from '../transport/params.ts';

/** Login providers that accounts can be linked to besides DiscourseConnect. */
const PROVIDERS = new Set(['oidc']);

/** `external_ids` of an administrator's create or update: an empty value takes the link away (facts §2). */
export const setExternalIds = (platform: Platform, user: User, given: Params | undefined): void => {
  for (const provider of given?.names() ?? []) {
    const id = given?.text(provider) ?? '';
    if (provider === 'discourse_connect') {
      setSsoRecord(platform, user, id);
      continue;
    }
    if (!PROVIDERS.has(provider)) throw invalidParameters('external_ids');
    if (id === '') Reflect.deleteProperty(user.otherIds, provider);
    else {
      for (const other of platform.state.users.values()) {
        if (other.id !== user.id && other.otherIds[provider] === id) Reflect.deleteProperty(other.otherIds, provider);
      }
      user.otherIds[provider] = id;
    }
  }
};

const setSsoRecord = (platform: Platform, user: User, externalId: string): void => {
  const holder = platform.accounts.byExternalId(externalId);
  if (externalId !== '' && holder !== undefined && holder.id !== user.id) {
    throw recordInvalid('Validation failed: External has already been taken');
  }
  const none = { externalUsername: null, externalEmail: null, externalName: null };
  user.sso = externalId === '' ? null : { ...(user.sso ?? none), externalId };
  platform.accounts.refresh(user);
};
