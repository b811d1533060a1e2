import type { EntryAttribute } from './directory-entry.ts';
import { PAGED_RESULTS } from './search-encoding.ts';
import { SUBSCHEMA } from './subschema.ts';

/** The server's own description (RFC 4512, 5.1). Readable without a bind, as in OpenLDAP's default configuration. */
export function rootDse(suffix: string, wanted: readonly string[]): EntryAttribute[] {
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  const user: EntryAttribute[] = [{ name: 'objectClass', values: ['top', 'OpenLDAProotDSE'] }];
  const operational: EntryAttribute[] = [
    { name: 'structuralObjectClass', values: ['OpenLDAProotDSE'] },
    { name: 'namingContexts', values: [suffix] },
    { name: 'subschemaSubentry', values: [SUBSCHEMA] },
    { name: 'supportedControl', values: [PAGED_RESULTS] },
    { name: 'supportedLDAPVersion', values: ['3'] },
    { name: 'vendorName', values: ['Passerelle sandbox'] },
  ];
  const named = (attribute: EntryAttribute): boolean => names.has(attribute.name.toLowerCase());
  return [
    ...user.filter((each) => names.size === 0 || names.has('*') || named(each)),
    ...operational.filter((each) => names.has('+') || named(each)),
  ];
}
