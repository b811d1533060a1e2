import { EVERYONE } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { Category, PermissionType } from '../state.ts';
import { unprocessable } from '../transport/answer.ts';
import type { Params } from '../transport/params.ts';

export interface ResolvedPermissions {
  readonly permissions: ReadonlyMap<number, PermissionType>;
  readonly readRestricted: boolean;
}

/** A group that doesn't exist: refused on creation, an uncaught exception on update (facts §5). */
export class UnknownGroup extends Error {}

const permissionType = (value: number | undefined): PermissionType => {
  if (value === 1 || value === 2 || value === 3) return value;
  throw unprocessable('Permission type is not included in the list');
};

/** What `permissions` asks for; null where it is absent or `{}`, which changes nothing. Names are case-sensitive. */
export const resolvePermissions = (platform: Platform, given: Params | undefined): ResolvedPermissions | null => {
  if (given === undefined || given.names().length === 0) return null;
  const permissions = new Map<number, PermissionType>();
  for (const name of given.names()) {
    const group = [...platform.state.groups.values()].find((each) => each.name === name);
    if (group === undefined) throw new UnknownGroup('unknown group');
    permissions.set(group.id, permissionType(given.integer(name)));
  }
  // Everything for everyone: no rows are kept at all.
  if (permissions.get(EVERYONE) === 1) return { permissions: new Map(), readRestricted: false };
  return { permissions, readRestricted: !permissions.has(EVERYONE) };
};

const readers = (category: ResolvedPermissions): readonly number[] =>
  category.readRestricted || category.permissions.size > 0 ? [...category.permissions.keys()] : [EVERYONE];

/** Groups that would see the sub-category but not its parent. */
const conflicts = (parent: ResolvedPermissions, child: ResolvedPermissions): readonly number[] => {
  const above = new Set(readers(parent));
  return above.has(EVERYONE) ? [] : readers(child).filter((id) => !above.has(id));
};

/** Refuses permissions by which a sub-category would be open to groups that its parent is not open to. */
export const checkCompatible = (
  platform: Platform,
  wanted: ResolvedPermissions,
  place: { readonly parent: Category | undefined; readonly children: readonly Category[] },
): void => {
  const found = [
    ...(place.parent === undefined ? [] : conflicts(place.parent, wanted)),
    ...place.children.flatMap((child) => conflicts(wanted, child)),
  ];
  if (found.length === 0) return;
  const names = [...new Set(found)].map((id) => platform.state.groups.get(id)?.name ?? String(id));
  throw unprocessable(
    'Any group that is allowed to access a subcategory must also be allowed to access the parent category. ' +
      `The following groups have access to one of the subcategories, but no access to the parent category: ${names.join(', ')}.`,
  );
};
