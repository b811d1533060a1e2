import { OPERATIONAL, type EntryAttribute } from './directory-entry.ts';
import { foldValue, isDn, type RelativeName } from './distinguished-name.ts';
import { LdapFailure, RESULT } from './ldap-failure.ts';

/** What a class demands of its entries (RFC 4519, RFC 2798); classes that are not named here demand nothing. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  person: ['cn', 'sn'],
  organizationalperson: ['cn', 'sn'],
  inetorgperson: ['cn', 'sn'],
  groupofnames: ['cn', 'member'],
  groupofuniquenames: ['cn', 'uniqueMember'],
  organizationalunit: ['ou'],
  organization: ['o'],
  dcobject: ['dc'],
};

/** What a group may have (RFC 4519 §3.5); other classes take any attribute here. */
const GROUP_ATTRIBUTES: ReadonlySet<string> = new Set([
  'objectclass',
  ...'cn member businesscategory seealso owner ou o description'.split(' '),
  ...OPERATIONAL,
]);

/**
 * The schema rules that a client meets in practice; the whole schema is not modelled, so unknown attribute names are taken.
 * @throws LdapFailure 21, 64 or 65, as slapd words them
 */
export function checkEntry(rdn: RelativeName, attributes: ReadonlyMap<string, EntryAttribute>): void {
  const classes = attributes.get('objectclass')?.values ?? [];
  if (classes.length === 0) throw new LdapFailure(RESULT.objectClassViolation, 'no objectClass attribute');
  for (const name of classes) {
    for (const required of REQUIRED[name.toLowerCase()] ?? []) {
      if ((attributes.get(required.toLowerCase())?.values.length ?? 0) === 0) {
        throw new LdapFailure(RESULT.objectClassViolation, `object class '${name}' requires attribute '${required}'`);
      }
    }
  }
  if (classes.every((name) => ['top', 'groupofnames'].includes(name.toLowerCase()))) {
    const foreign = [...attributes].find(([key]) => !GROUP_ATTRIBUTES.has(key));
    if (foreign !== undefined) {
      throw new LdapFailure(RESULT.objectClassViolation, `attribute '${foreign[1].name}' not allowed`);
    }
  }
  const bad = attributes.get('member')?.values.findIndex((value) => !isDn(value)) ?? -1;
  if (bad >= 0) throw new LdapFailure(RESULT.invalidAttributeSyntax, `member: value #${bad} invalid per syntax`);
  for (const part of rdn) {
    const values = attributes.get(part.attribute.toLowerCase())?.values ?? [];
    if (!values.some((value) => foldValue(value) === foldValue(part.value))) {
      const message = `value of naming attribute '${part.attribute}' is not present in entry`;
      throw new LdapFailure(RESULT.namingViolation, message);
    }
  }
}
