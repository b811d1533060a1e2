/** One attribute of an entry: the name as it was first written, and its values. */
export interface EntryAttribute {
  readonly name: string;
  readonly values: readonly string[];
}

/** An entry of the directory. `attributes` is keyed by the lower-case name and holds user and operational attributes. */
export interface DirectoryEntry {
  readonly dn: string;
  readonly attributes: ReadonlyMap<string, EntryAttribute>;
}

/** Attributes that are answered only when asked for by name or by `+` (RFC 4512, section 3.4). */
export const OPERATIONAL: ReadonlySet<string> = new Set(
  [
    'structuralObjectClass',
    'entryUUID',
    'entryCSN',
    'entryDN',
    'creatorsName',
    'createTimestamp',
    'modifiersName',
    'modifyTimestamp',
    'hasSubordinates',
    'subschemaSubentry',
    'memberOf',
  ].map((name) => name.toLowerCase()),
);

/** Operational attributes that a client or a file may not write. `memberOf` and the last two are computed when they are read. */
export const COMPUTED: ReadonlySet<string> = new Set(['memberof', 'entrydn', 'hassubordinates', 'subschemasubentry']);

export function valuesOf(entry: DirectoryEntry, name: string): readonly string[] {
  return entry.attributes.get(name.toLowerCase())?.values ?? [];
}

export function hasObjectClass(entry: DirectoryEntry, name: string): boolean {
  return valuesOf(entry, 'objectClass').some((value) => value.toLowerCase() === name.toLowerCase());
}

/** Attributes of the schemas core, cosine and inetOrgPerson that a filter may name although no entry has them. */
export const STANDARD_ATTRIBUTES: readonly string[] = [
  'objectclass cn sn givenname initials displayname uid mail title description o ou dc c l st street postalcode postaladdress',
  'telephonenumber mobile facsimiletelephonenumber homephone pager employeenumber employeetype departmentnumber businesscategory',
  'preferredlanguage labeleduri jpegphoto photo manager secretary owner member uniquemember seealso roleoccupant roomnumber carlicense',
  'userpassword usercertificate registeredaddress destinationindicator serialnumber host associateddomain',
].flatMap((line) => line.split(' '));
