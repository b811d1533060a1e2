import type { ObservedAccount, ObservedGroup, Profile } from '@passerelle/model';
import { keyOf } from '../client/groups.ts';
import type { Group, User } from '../client/schemas.ts';
import { attributeOf, isFederated } from '../client/users.ts';
import { ID_ATTRIBUTE, LABEL_ATTRIBUTE, NAME_ATTRIBUTE, LDAP_ID, type KeycloakConfig } from '../config.ts';
import { protectionOf, type Protected } from '../protection.ts';
import { isLanguage } from '@passerelle/model';

/**
 * An account as the planner sees it. A brief representation leaves out attributes that the realm's profile does not declare (facts/identity.md §3.2):
 * what was not told stays unknown. The anchor of the directory's people is the directory's id, of the others ours.
 */
export function observedAccount(user: User, config: KeycloakConfig, known: Protected): ObservedAccount {
  const federated = isFederated(user);
  const locale = attributeOf(user, 'locale');
  const name = attributeOf(user, NAME_ATTRIBUTE);
  const profile: Partial<Profile> = {
    ...(name === null || federated ? {} : { displayName: name }),
    ...(user.firstName === undefined ? {} : { givenName: user.firstName }),
    ...(user.lastName === undefined ? {} : { familyName: user.lastName }),
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(locale !== null && isLanguage(locale) ? { language: locale } : {}),
  };
  return {
    kind: 'account',
    native: user.id,
    anchor: (federated ? attributeOf(user, LDAP_ID) : null) ?? attributeOf(user, ID_ATTRIBUTE),
    login: user.username,
    enabled: user.enabled ?? true,
    profile,
    federated,
    protected: protectionOf(user, known, config),
  };
}

export const observedGroup = (group: Group): ObservedGroup => ({
  kind: 'group',
  native: group.id,
  label: group.attributes?.[LABEL_ATTRIBUTE]?.[0] ?? group.name,
  mark: keyOf(group),
});
