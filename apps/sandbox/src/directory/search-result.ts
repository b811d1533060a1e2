import { OPERATIONAL, type DirectoryEntry, type EntryAttribute } from './directory-entry.ts';
import type { DirectoryTree } from './directory-tree.ts';

/** Never readable, by nobody, whatever is asked for: `access to attrs=userPassword by anonymous auth by * none`. */
const SECRET = 'userpassword';

/**
 * An entry's values of one attribute, the computed ones included; `undefined` for what nobody may read and for an attribute that the
 * schema does not know: a filter on it is neither true nor false, so `(!(unknown=x))` finds nobody.
 */
export function readableValues(
  tree: DirectoryTree,
  entry: DirectoryEntry,
  attribute: string,
): readonly string[] | undefined {
  const key = attribute.toLowerCase();
  if (key === SECRET || !tree.knows(key)) return undefined;
  return computed(tree, entry, key)?.values ?? entry.attributes.get(key)?.values ?? [];
}

/**
 * The attributes of an entry that a search answers (RFC 4511, 4.5.1.8): all user attributes for an empty list or `*`, all operational
 * ones for `+`, nothing for `1.1`, otherwise those that are named. `memberOf` is operational: it comes by name or with `+` only.
 */
export function selectAttributes(
  tree: DirectoryTree,
  entry: DirectoryEntry,
  wanted: readonly string[],
  typesOnly: boolean,
): EntryAttribute[] {
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  const allUser = names.size === 0 || names.has('*');
  const allOperational = names.has('+');
  const selected = (key: string): boolean =>
    key !== SECRET && (names.has(key) || (OPERATIONAL.has(key) ? allOperational : allUser));
  const result = [...entry.attributes].filter(([key]) => selected(key)).map(([, attribute]) => attribute);
  for (const key of ['memberof', 'entrydn', 'hassubordinates']) {
    const attribute = selected(key) ? computed(tree, entry, key) : undefined;
    if (attribute !== undefined && attribute.values.length > 0) result.push(attribute);
  }
  return typesOnly ? result.map(({ name }) => ({ name, values: [] })) : result;
}

function computed(tree: DirectoryTree, entry: DirectoryEntry, key: string): EntryAttribute | undefined {
  switch (key) {
    case 'memberof':
      return { name: 'memberOf', values: tree.groupsOf(entry.dn) };
    case 'entrydn':
      return { name: 'entryDN', values: [entry.dn] };
    case 'hassubordinates':
      return { name: 'hasSubordinates', values: [tree.hasChildren(entry.dn) ? 'TRUE' : 'FALSE'] };
    default:
      return undefined;
  }
}
