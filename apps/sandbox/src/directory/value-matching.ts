import { dnKey, foldValue } from './distinguished-name.ts';

/** Attributes whose values are DNs and are compared as such (distinguishedNameMatch). */
const DN_SYNTAX: ReadonlySet<string> = new Set(
  ['member', 'memberOf', 'uniqueMember', 'owner', 'manager', 'seeAlso', 'secretary', 'roleOccupant', 'entryDN'].map(
    (name) => name.toLowerCase(),
  ),
);
const EXACT: ReadonlySet<string> = new Set(['userpassword', 'homedirectory']);

export function hasDnSyntax(attribute: string): boolean {
  return DN_SYNTAX.has(attribute.toLowerCase());
}

/** The form under which two values of this attribute are equal. */
export function matchingForm(attribute: string, value: string): string {
  const name = attribute.toLowerCase();
  if (EXACT.has(name)) return value;
  if (!DN_SYNTAX.has(name)) return foldValue(value);
  try {
    return dnKey(value);
  } catch {
    // An assertion that is no DN matches nothing; it is not an error of the search (RFC 4511, 4.5.1.7).
    return `\0${value}`;
  }
}
