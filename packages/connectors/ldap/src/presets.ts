import { referralsOfActiveDirectory } from '@passerelle/ldap-client';

/** What a mapped attribute gives. */
export type Field =
  | 'externalId'
  | 'login'
  | 'givenName'
  | 'familyName'
  | 'displayName'
  | 'email'
  | 'preferredLanguage'
  | 'organization'
  | 'phoneNumber';
export const fields: readonly Field[] = [
  'externalId',
  'login',
  'givenName',
  'familyName',
  'displayName',
  'email',
  'preferredLanguage',
  'organization',
  'phoneNumber',
];

/** When an account counts as closed: its attribute equals a value, has a bit set, or is there at all. */
export type InactiveRule = { readonly attribute: string } & (
  { readonly equals: string } | { readonly bit: number } | { readonly present: true }
);

export interface Preset {
  /** For each field the attributes to try, in order. */
  readonly attributes: Readonly<Record<Field, readonly string[]>>;
  /** How the id's bytes are written. `guid`: 16 bytes, the first three parts little-endian (MS-DTYP 2.3.4). */
  readonly idEncoding: 'text' | 'guid';
  /** Null: an entry that is there is active. */
  readonly inactive: InactiveRule | null;
  readonly filter: string;
  readonly groupFilter: string;
  /** A group's members are what all of these hold. */
  readonly memberAttributes: readonly string[];
  /** What tells that an entry changed: `modifyTimestamp`, or `uSNChanged` of that one server. */
  readonly changes: 'timestamp' | 'usn';
  /** Referrals that never lead to people. */
  readonly harmlessReferrals: readonly RegExp[];
}
export const presetNames = ['openldap', 'active-directory', '389ds', 'eduperson', 'supann'] as const;
export type PresetName = (typeof presetNames)[number];

const inetOrgPerson = {
  login: ['uid'],
  givenName: ['givenName'],
  familyName: ['sn'],
  displayName: ['displayName', 'cn'],
  email: ['mail'],
  preferredLanguage: ['preferredLanguage'],
  organization: ['o'],
  phoneNumber: ['telephoneNumber'],
} as const;

const nameInEduPerson = ['displayName', 'cn', 'eduPersonNickname'] as const;

const openldap: Preset = {
  attributes: { externalId: ['entryUUID'], ...inetOrgPerson },
  idEncoding: 'text',
  // This value alone means "locked by an administrator, for good" (draft-behera-ldap-password-policy §5.3.3). Any other instant is a pause after
  // wrong passwords: whoever types somebody else's password wrong must not be able to take their tools away.
  inactive: { attribute: 'pwdAccountLockedTime', equals: '000001010000Z' },
  filter: '(objectClass=inetOrgPerson)',
  groupFilter: '(objectClass=groupOfNames)',
  memberAttributes: ['member'],
  changes: 'timestamp',
  harmlessReferrals: [],
};

export const presets: Readonly<Record<PresetName, Preset>> = {
  openldap,
  'active-directory': {
    attributes: { externalId: ['objectGUID'], ...inetOrgPerson, login: ['sAMAccountName'], organization: ['company'] },
    idEncoding: 'guid',
    // ACCOUNTDISABLE (MS-ADTS 2.2.16).
    inactive: { attribute: 'userAccountControl', bit: 2 },
    filter: '(&(objectCategory=person)(objectClass=user))',
    groupFilter: '(objectClass=group)',
    memberAttributes: ['member'],
    changes: 'usn',
    harmlessReferrals: referralsOfActiveDirectory,
  },
  '389ds': {
    attributes: { externalId: ['nsUniqueId'], ...inetOrgPerson },
    idEncoding: 'text',
    inactive: { attribute: 'nsAccountLock', equals: 'TRUE' },
    filter: '(objectClass=inetOrgPerson)',
    groupFilter: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))',
    memberAttributes: ['member', 'uniqueMember'],
    changes: 'timestamp',
    harmlessReferrals: [],
  },
  // Universities' schemas over OpenLDAP. The login stays the one that people type: `eduPersonPrincipalName` serves only where there is no `uid`.
  eduperson: {
    ...openldap,
    attributes: { ...openldap.attributes, login: ['uid', 'eduPersonPrincipalName'], displayName: nameInEduPerson },
    filter: '(objectClass=eduPerson)',
  },
  // SupAnn (RENATER): further addresses, and the state of the resource that is the person's account, `{COMPTE}I` when it is inactive.
  supann: {
    ...openldap,
    attributes: {
      ...openldap.attributes,
      login: ['uid', 'supannAliasLogin'],
      displayName: nameInEduPerson,
      email: ['mail', 'supannAutreMail'],
      phoneNumber: ['telephoneNumber', 'supannAutreTelephone'],
    },
    inactive: { attribute: 'supannRessourceEtat', equals: '{COMPTE}I' },
    filter: '(objectClass=supannPerson)',
  },
};
