import { referralsOfActiveDirectory, type IdRule } from '@passerelle/ldap-client';
import type { LdapGroupsConfig } from './config.ts';

/** How one kind of directory wants its groups and people. */
export interface Dialect {
  readonly id: IdRule;
  /** Its entries' own name, as a filter may ask for it. */
  readonly dnAttribute: string;
  readonly group: {
    readonly filter: string;
    readonly classes: readonly string[];
    /** RFC 4519 §3.5: groupOfNames must have a member. */
    readonly needsMember: boolean;
    readonly label: string;
    readonly mark: string;
    /** What else is written when a group is made. */
    readonly extra: (name: string, config: LdapGroupsConfig) => Readonly<Record<string, string>>;
  };
  readonly people: { readonly filter: string; readonly login: string };
  /** An entry for somebody from outside: nobody can log in with it. */
  readonly external: {
    readonly filter: string;
    readonly classes: readonly string[];
    /** Attribute of the entry's name, which holds the person's id. */
    readonly naming: string;
    readonly idAttribute: string;
    /** Whether `cn` says the person's name, or is the entry's name already. */
    readonly namedByCn: boolean;
    readonly language: string | null;
  };
  readonly harmlessReferrals: readonly RegExp[];
}

const inetOrgPerson: Dialect['external'] = {
  filter: '(objectClass=inetOrgPerson)',
  classes: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
  naming: 'uid',
  idAttribute: 'employeeNumber',
  namedByCn: false,
  language: 'preferredLanguage',
};
const groupOfNames = {
  filter: '(objectClass=groupOfNames)',
  classes: ['top', 'groupOfNames'],
  label: 'description',
  mark: 'businessCategory',
  extra: () => ({}),
} as const;

export const dialects: Readonly<Record<LdapGroupsConfig['preset'], Dialect>> = {
  openldap: {
    id: { attribute: 'entryUUID', encoding: 'text' },
    dnAttribute: 'entryDN',
    group: { ...groupOfNames, needsMember: true },
    people: { filter: '(objectClass=inetOrgPerson)', login: 'uid' },
    external: inetOrgPerson,
    harmlessReferrals: [],
  },
  // Its groupOfNames may be empty (389 Directory Server's own core schema), and its MemberOf plug-in would write to a placeholder.
  '389ds': {
    id: { attribute: 'nsUniqueId', encoding: 'text' },
    dnAttribute: 'entrydn',
    group: { ...groupOfNames, needsMember: false },
    people: { filter: '(objectClass=inetOrgPerson)', login: 'uid' },
    external: inetOrgPerson,
    harmlessReferrals: [],
  },
  'active-directory': {
    id: { attribute: 'objectGUID', encoding: 'guid' },
    dnAttribute: 'distinguishedName',
    group: {
      filter: '(objectClass=group)',
      classes: ['top', 'group'],
      needsMember: false,
      label: 'displayName',
      mark: 'info',
      extra: (name, { groupType }) => ({ sAMAccountName: name, groupType: String(groupType) }),
    },
    people: { filter: '(&(objectCategory=person)(objectClass=user))', login: 'sAMAccountName' },
    // A contact is no security principal: it has no password, and nobody can log in as one (MS-ADSC 2.23).
    external: {
      filter: '(objectClass=contact)',
      classes: ['top', 'person', 'organizationalPerson', 'contact'],
      naming: 'cn',
      idAttribute: 'info',
      namedByCn: true,
      language: null,
    },
    harmlessReferrals: referralsOfActiveDirectory,
  },
};

/** The preset with the configuration's own words over it. */
export function dialectOf(config: LdapGroupsConfig): Dialect {
  const preset = dialects[config.preset];
  return {
    ...preset,
    group: {
      ...preset.group,
      label: config.labelAttribute ?? preset.group.label,
      mark: config.markAttribute ?? preset.group.mark,
    },
    people: { ...preset.people, filter: config.people.filter ?? preset.people.filter },
    external: { ...preset.external, idAttribute: config.externals?.idAttribute ?? preset.external.idAttribute },
  };
}
