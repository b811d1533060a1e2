import { isPersonId, type ObservedAccount, type Profile } from '@passerelle/model';
import { isOn, type SiteSettings } from '../client/site.ts';
import type { Protection } from '../protection.ts';

/** What a reading told of an account; undefined: it did not tell. */
export interface AccountFacts {
  readonly native: string;
  readonly login: string;
  readonly name: string | null | undefined;
  readonly email: string | null | undefined;
  readonly externalId: string | null | undefined;
  readonly suspended: boolean;
  readonly protected: Protection;
}

/**
 * Only the fields that Passerelle may change there are told: name and address follow it where the forum's `auth_overrides_*` settings say so (facts §2).
 * Others are the person's own, and unknown is never different.
 */
const profileOf = ({ name, email }: AccountFacts, settings: SiteSettings | null): Partial<Profile> => ({
  ...(isOn(settings, 'auth_overrides_name') === true && typeof name === 'string' ? { displayName: name } : {}),
  ...(isOn(settings, 'auth_overrides_email') === true && typeof email === 'string' ? { email } : {}),
});

/** The same address, for finding somebody's own account of before, is told of accounts that nobody is bound to yet. */
const withAddress = (facts: AccountFacts, profile: Partial<Profile>): Partial<Profile> =>
  facts.externalId === null && typeof facts.email === 'string' ? { ...profile, email: facts.email } : profile;

export const accountView = (facts: AccountFacts, settings: SiteSettings | null): ObservedAccount => {
  const external = facts.externalId?.toLowerCase() ?? null;
  return {
    kind: 'account',
    native: facts.native,
    anchor: external !== null && isPersonId(external) ? external : null,
    login: facts.login,
    enabled: !facts.suspended,
    profile: withAddress(facts, profileOf(facts, settings)),
    federated: false,
    protected: facts.protected,
  };
};
