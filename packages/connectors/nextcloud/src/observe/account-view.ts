import type { Awaited } from '@passerelle/connector-kit';
import { isLanguage, isPersonId, type Language, type ObservedAccount, type Profile } from '@passerelle/model';
import type { User } from '../client/users.ts';
import { accountModes, usesMode } from '../account-modes.ts';
import type { NextcloudConfig } from '../config.ts';
import { adminGroup, foldUid, type Protection } from '../protection.ts';

const ownBackend = 'Database';
const loginBackend = 'user_oidc';

/**
 * Whether the identity side made the account. One that Passerelle makes through user_oidc itself (mode `provision`) is ours.
 * An unknown backend (the cheap reading does not tell it) is what the configured mode says.
 */
export const isFederated = (config: NextcloudConfig, backend: string | null | undefined): boolean => {
  if (backend === null || backend === undefined) return accountModes(config).directory === 'await';
  return backend !== ownBackend && !(backend === loginBackend && usesMode(config, 'provision'));
};

const languageOf = (code: string): Language | null => {
  const short = code.split(/[_-]/)[0] ?? '';
  return isLanguage(short) ? short : null;
};

/** The fields that count there. Names in parts are unknown to Nextcloud; an account of the identity side keeps its own. */
const profileOf = (config: NextcloudConfig, user: User): Partial<Profile> => {
  if (isFederated(config, user.backend)) return {};
  const language = config.language === 'follow' && user.language ? languageOf(user.language) : null;
  return {
    ...(typeof user.displayname === 'string' ? { displayName: user.displayname } : {}),
    ...(user.email === undefined ? {} : { email: user.email === '' ? null : user.email }),
    ...(language === null ? {} : { language }),
  };
};

/** Our person id or the directory's id, if the account's id is one. */
const anchorOf = (uid: string, awaited: readonly Awaited[]): string | null => {
  const folded = foldUid(uid);
  const expected = awaited.find(({ anchor }) => foldUid(anchor) === folded);
  if (expected !== undefined) return expected.anchor;
  return isPersonId(folded) ? folded : null;
};

export interface AccountFacts {
  readonly config: NextcloudConfig;
  readonly awaited: readonly Awaited[];
  readonly protection: (uid: string) => Protection;
}

/** An account as the engine sees it. */
export const accountView = (user: User, { config, awaited, protection }: AccountFacts): ObservedAccount => {
  // A delegated service account is shown an administrator's id and nothing else.
  const hidden = user.enabled === undefined && user.groups === undefined;
  const administrator = hidden || user.groups?.includes(adminGroup) === true ? 'administrator' : null;
  return {
    kind: 'account',
    native: user.id,
    anchor: anchorOf(user.id, awaited),
    login: user.id,
    enabled: user.enabled ?? true,
    profile: profileOf(config, user),
    federated: isFederated(config, user.backend),
    protected: protection(user.id) ?? administrator,
  };
};

/** An account of which only the id was read. */
export const bareAccountView = (
  uid: string,
  state: { readonly enabled: boolean; readonly administrator: boolean },
  { config, awaited, protection }: AccountFacts,
): ObservedAccount => ({
  kind: 'account',
  native: uid,
  anchor: anchorOf(uid, awaited),
  login: uid,
  enabled: state.enabled,
  profile: {},
  federated: isFederated(config, null),
  protected: protection(uid) ?? (state.administrator ? 'administrator' : null),
});
