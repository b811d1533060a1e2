import { partOfKey, stationOfKey, type NativeId, type SpaceCreate } from '@passerelle/model';
import type { Category } from '../client/categories.ts';
import { freshGroups, knownGroups, readLists, updateGroup, type CategoryLists } from '../client/groups.ts';
import { isPartName } from '../parts.ts';
import { listOf } from '../notification-levels.ts';
import type { Work } from './working.ts';

/** Everybody in a community is in one group of a participation; those of roles would tell them a second time. */
const tellsOf = ({ grants, space }: SpaceCreate) =>
  grants.filter(({ group, level }) => {
    const isOwn = group.startsWith(`${space.slice(0, space.indexOf('/'))}/`);
    return isOwn && level !== 'none' && stationOfKey(group).startsWith('participation:');
  });

const listsOf = async ({ session, call }: Work, native: NativeId): Promise<CategoryLists | null> => {
  const known = session.lists.get(native);
  if (known !== undefined) return known;
  const group = (await knownGroups(session, call)).get(native) ?? (await freshGroups(session, call)).get(native);
  return group === undefined ? null : readLists(session, call, group.name);
};

/**
 * What the forum tells people of a category from the moment when they come into a group: one call for each group of a participation, two where we did not make
 * the group ourselves since we began. Whoever is in it already and has set nothing for themselves is told the same.
 */
export const setNotifications = async (work: Work, change: SpaceCreate, category: Category): Promise<void> => {
  const { session, call } = work;
  const part = partOfKey(change.space);
  const wanted = session.config.notifications[isPartName(part) ? part : 'main'];
  if (wanted === 'normal') return;
  const number = Number(category.native);
  for (const { group } of tellsOf(change)) {
    const native = work.groups.get(group);
    if (native === undefined) continue;
    const lists = await listsOf(work, native);
    const named = lists === null ? undefined : (await knownGroups(session, call)).get(native);
    if (lists === null || named === undefined) continue;
    // Somebody has decided already: never again.
    if (Object.values(lists).some((list) => list.includes(number))) continue;
    const after = { ...lists, [listOf[wanted]]: [...lists[listOf[wanted]], number] };
    session.lists.delete(native);
    const done = await updateGroup(session, call, native, { name: named.name, ...after }, 'true');
    if (done === 'done') session.lists.set(native, after);
  }
};
