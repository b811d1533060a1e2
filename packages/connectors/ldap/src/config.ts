import { bindConfig, connectionConfig } from '@passerelle/ldap-client';
import { communityId, isCommunityId, isRoleId, participations, roleId } from '@passerelle/model';
import { FilterParser } from 'ldapts';
import { z } from 'zod';
import { presetNames, presets, type Field, type Preset } from './presets.ts';

const community = z
  .string()
  .refine(isCommunityId, "a community's short name: a-z, 0-9 and -, 2 to 32 characters")
  .transform(communityId);
const filter = z.string().refine(isFilter, 'a filter in parentheses, as in (objectClass=person) (RFC 4515)');
const attributeNames = z.union([
  z
    .string()
    .min(1)
    .transform((name) => [name]),
  z.array(z.string().min(1)).min(1),
  z.null().transform((): string[] => []),
]);
const place = { dn: z.string().min(1).optional(), cn: z.string().min(1).optional(), community };

/** One directory group and what being in it means. */
const groupMapping = z
  .union([
    z.strictObject({ ...place, participation: z.enum(participations) }),
    z.strictObject({ ...place, role: z.string().refine(isRoleId, 'a role: a-z, 0-9 and -').transform(roleId) }),
  ])
  .refine(({ dn, cn }) => (dn === undefined) !== (cn === undefined), 'name the group by dn or by cn, one of the two');

const inactiveRule = z.union([
  z.strictObject({ attribute: z.string().min(1), equals: z.string() }),
  z.strictObject({ attribute: z.string().min(1), bit: z.number().int().positive() }),
  z.strictObject({ attribute: z.string().min(1), present: z.literal(true) }),
]);

/** Configuration of an LDAP source, as an administrator writes it. */
export const ldapConfig = z.strictObject({
  ...connectionConfig,
  /** Absent: an anonymous reading. */
  bind: bindConfig.optional(),
  base: z.string().min(1),
  filter: filter.optional(),
  scope: z.enum(['sub', 'one']).default('sub'),
  preset: z.enum(presetNames).default('openldap'),
  /** Overrides of the preset, field by field; null: this directory does not say. */
  attributes: z
    .strictObject({
      externalId: attributeNames,
      login: attributeNames,
      givenName: attributeNames,
      familyName: attributeNames,
      displayName: attributeNames,
      email: attributeNames,
      preferredLanguage: attributeNames,
      organization: attributeNames,
      phoneNumber: attributeNames,
    } satisfies Record<Field, unknown>)
    .partial()
    .default({}),
  inactive: inactiveRule.nullable().optional(),
  /** Of several addresses, one of these domains is taken first, in this order. */
  emailDomains: z.array(z.string().toLowerCase()).default([]),
  groups: z
    .strictObject({
      base: z.string().min(1),
      filter: filter.optional(),
      memberAttribute: z
        .union([
          z
            .string()
            .min(1)
            .transform((name) => [name]),
          z.array(z.string().min(1)).min(1),
        ])
        .optional(),
      /** Whether members of a group that is itself a member count; groups are looked for below `base`. */
      nested: z.boolean().default(true),
      map: z.array(groupMapping).min(1),
    })
    .optional(),
});
export type LdapConfig = z.output<typeof ldapConfig>;
export type GroupMapping = z.output<typeof groupMapping>;

/** The preset with the configuration's own words over it. */
export function mappingOf(config: LdapConfig): Preset {
  const preset = presets[config.preset];
  const own: Partial<Record<Field, readonly string[]>> = {};
  for (const [field, names] of Object.entries(config.attributes)) {
    if (names !== undefined) own[field as Field] = names;
  }
  return {
    ...preset,
    attributes: { ...preset.attributes, ...own },
    // An id taken from another attribute is text, whatever the preset's own one is.
    idEncoding:
      config.attributes.externalId === undefined ? preset.idEncoding : encodingOf(config.attributes.externalId),
    inactive: config.inactive === undefined ? preset.inactive : config.inactive,
    filter: config.filter ?? preset.filter,
    groupFilter: config.groups?.filter ?? preset.groupFilter,
    memberAttributes: config.groups?.memberAttribute ?? preset.memberAttributes,
  };
}
const encodingOf = (names: readonly string[]): 'text' | 'guid' =>
  names.some((name) => name.toLowerCase() === 'objectguid') ? 'guid' : 'text';

function isFilter(text: string): boolean {
  if (!text.startsWith('(')) return false;
  try {
    FilterParser.parseString(text);
    return true;
  } catch {
    return false;
  }
}
