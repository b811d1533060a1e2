import { bindConfig, connectionConfig, isWithin, normaliseDn } from '@passerelle/ldap-client';
import { FilterParser } from 'ldapts';
import { z } from 'zod';

const dn = z.string().min(1).refine(isDn, 'a name in the directory (DN), as in ou=passerelle,dc=example,dc=org');
const filter = z.string().refine(isFilter, 'a filter in parentheses, as in (objectClass=person) (RFC 4515)');
const attribute = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]*$/, "an attribute's name");

/** Configuration of a branch of a directory as a target, as an administrator writes it. `ca` is the text of a PEM file (`{ file: ca.pem }`). */
export const ldapGroupsConfig = z
  .strictObject({
    ...connectionConfig,
    /** An account that may write the branch, and nothing else. */
    bind: bindConfig,
    preset: z.enum(['openldap', 'active-directory', '389ds']).default('openldap'),
    /** The branch that is ours alone: groups are made directly in it. */
    branch: dn,
    /** Where the directory's people are: read, never changed. */
    people: z.strictObject({
      base: z.union([dn.transform((one) => [one]), z.array(dn).min(1)]),
      filter: filter.optional(),
    }),
    /** Where people from outside get an entry. Absent: they get none, and the plan says so. */
    externals: z
      .strictObject({
        base: dn,
        /** Attribute that carries the person's id. */
        idAttribute: attribute.optional(),
      })
      .optional(),
    /** Where a group keeps what people call it, and which group of ours it is. */
    labelAttribute: attribute.optional(),
    markAttribute: attribute.optional(),
    /** The member that stands in every group of a directory that allows no empty one; by default the branch itself. */
    placeholder: dn.optional(),
    /** Active Directory's groupType: a global security group by default (MS-ADTS 2.2.12). */
    groupType: z.number().int().default(-2_147_483_646),
    /** DNs of accounts that are never put into a group or taken out of one. */
    protectedAccounts: z.array(dn).default([]),
  })
  .superRefine(({ branch, people, externals }, context) => {
    const clash = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a);
    const tell = (path: readonly string[], message: string): void => {
      context.addIssue({ code: 'custom', path: [...path], message });
    };
    for (const base of people.base) {
      if (clash(branch, base)) tell(['branch'], 'a branch of its own, neither above nor below people.base');
      if (externals !== undefined && clash(externals.base, base)) {
        tell(['externals', 'base'], 'a branch of its own, neither above nor below people.base');
      }
    }
    if (externals !== undefined && normaliseDn(externals.base) === normaliseDn(branch)) {
      tell(['externals', 'base'], 'another place than the branch of the groups, for instance an ou below it');
    }
  });
export type LdapGroupsConfig = z.output<typeof ldapGroupsConfig>;

function isDn(text: string): boolean {
  try {
    return normaliseDn(text) !== '';
  } catch {
    return false;
  }
}

function isFilter(text: string): boolean {
  if (!text.startsWith('(')) return false;
  try {
    FilterParser.parseString(text);
    return true;
  } catch {
    return false;
  }
}
