import type { EntryAttribute } from './directory-entry.ts';

/** Where the schema is to be read, as OpenLDAP names it (RFC 4512 §4.2). */
export const SUBSCHEMA = 'cn=Subschema';

/** The classes that matter to clients here, as RFC 4519 and RFC 2798 define them. */
const CLASSES = [
  "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
  "( 2.5.6.5 NAME 'organizationalUnit' SUP top STRUCTURAL MUST ou MAY ( userPassword $ searchGuide $ seeAlso $ businessCategory $ description $ l ) )",
  "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ telephoneNumber $ seeAlso $ description ) )",
  "( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY ( title $ ou $ street $ postalCode $ l ) )",
  "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP organizationalPerson STRUCTURAL MAY ( businessCategory $ departmentNumber $ displayName $ employeeNumber $ employeeType $ givenName $ homePhone $ initials $ mail $ manager $ mobile $ o $ pager $ uid $ preferredLanguage ) )",
  "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST ( member $ cn ) MAY ( businessCategory $ seeAlso $ owner $ ou $ o $ description ) )",
];

/** Its attributes are operational: they come by name or with `+`. */
export function subschema(wanted: readonly string[]): readonly EntryAttribute[] {
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  const attributes: readonly EntryAttribute[] = [
    { name: 'objectClass', values: ['top', 'subentry', 'subschema'] },
    { name: 'objectClasses', values: CLASSES },
  ];
  return attributes.filter(({ name }) => names.has(name.toLowerCase()) || names.has('+'));
}
