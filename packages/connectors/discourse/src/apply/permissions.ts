import { ConnectorError, type HttpResponse } from '@passerelle/connector-kit';
import type { Grant, NativeId } from '@passerelle/model';
import { failure } from '../client/answers.ts';
import {
  accessIn,
  admins,
  answeredCategory,
  listCategories,
  readCategory,
  updateCategory,
  type Category,
} from '../client/categories.ts';
import { freshGroups, isNumber, knownGroups } from '../client/groups.ts';
import { accessOf, detailOf, isForumLevel, isSameAccess, type Access } from '../levels.ts';
import type { Work } from './working.ts';

export interface WantedAccess {
  readonly group: NativeId;
  /** As Discourse wants it in the list of permissions. */
  readonly name: string;
  readonly access: Access;
}

/** Null: a group is not there any more. One that is to lose its access and is gone has lost it. */
export const wantedAccess = async (
  work: Work,
  grants: readonly Grant[],
  request: string,
): Promise<WantedAccess[] | null> => {
  const { session, call } = work;
  const wanted: WantedAccess[] = [];
  for (const { group, level } of grants) {
    if (!isForumLevel(level)) {
      const detail = `${level} is no level of a forum`;
      throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
    }
    const native = work.groups.get(group);
    const find = async () =>
      native === undefined || !isNumber(native)
        ? undefined
        : ((await knownGroups(session, call)).get(native) ?? (await freshGroups(session, call)).get(native));
    const found = await find();
    if (found !== undefined) wanted.push({ group: found.native, name: found.name, access: accessOf(level) });
    else if (level !== 'none') return null;
  }
  return wanted;
};

/** The name by which the administrators' group is known whatever the forum's language. They see everything anyway: with them no list is ever empty, and an empty one would be ignored (facts §5). */
export const always = { admins: 1 } as const;

/** The whole list as it must be sent: what is there, with the wanted entries set. */
export const permissionsWith = (
  entries: Category['entries'],
  wanted: readonly WantedAccess[],
): Readonly<Record<string, number>> => {
  const ours = new Set(wanted.map(({ group }) => group));
  const kept = [...entries].filter(([group]) => !ours.has(group) && group !== admins);
  return Object.fromEntries([
    ...Object.entries(always),
    ...kept.map(([, { name, permission }]): [string, number] => [name, permission]),
    ...wanted.flatMap(({ name, access: { permission } }): [string, number][] =>
      permission === null ? [] : [[name, permission]],
    ),
  ]);
};
export const moderatorsWith = (moderators: readonly NativeId[], wanted: readonly WantedAccess[]): readonly number[] => {
  const ours = new Set(wanted.map(({ group }) => group));
  const named = wanted.filter(({ access }) => access.moderates).map(({ group }) => group);
  return [...moderators.filter((group) => !ours.has(group)), ...named].map(Number);
};

export const differing = (category: Category, wanted: readonly WantedAccess[]): readonly WantedAccess[] =>
  wanted.filter(({ group, access }) => !isSameAccess(accessIn(category, group), access));

/** @throws ConnectorError for the first entry that is not as it was to be */
export const expectShown = (category: Category | null, wanted: readonly WantedAccess[], request: string): void => {
  const [first] = category === null ? wanted : differing(category, wanted);
  if (first === undefined) return;
  const seen = category === null ? 'no category' : detailOf(accessIn(category, first.group));
  const detail = `${first.name} was to have ${detailOf(first.access)} and has ${seen}`;
  throw new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
};

const moderationOff = (name: string): ConnectorError =>
  new ConnectorError({
    code: 'rejected',
    retry: 'never',
    scope: 'operation',
    request: `discourse: ${name}`,
    detail: 'moderation by category is off: the setting enable_category_group_moderation',
  });

const put = (work: Work, category: Category, wanted: readonly WantedAccess[]): Promise<HttpResponse> => {
  const parent = category.parent === null ? {} : { parent_category_id: Number(category.parent) };
  // A category that nobody moderates may be told without the list: then it is empty, or moderation is off and what is sent is ignored.
  const moderates = category.moderators !== null || wanted.some(({ access }) => access.moderates);
  const moderating = moderates ? { moderating_group_ids: moderatorsWith(category.moderators ?? [], wanted) } : {};
  return updateCategory(work.session, work.call, category.native, {
    name: category.name,
    ...parent,
    permissions: permissionsWith(category.entries, wanted),
    ...moderating,
  });
};

const seeOnly: Access = { permission: 3, moderates: false };
const nothing: Access = { permission: null, moderates: false };

/** A sub-category's groups must be in its parent: whoever is not there yet gets to see it (facts §5). */
export const openParent = async (work: Work, native: NativeId, wanted: readonly WantedAccess[]): Promise<void> => {
  const parent = await readCategory(work.session, work.call, native);
  if (parent === null || !parent.isRestricted) return;
  const missing = wanted
    .filter(({ group, access }) => access.permission !== null && !parent.entries.has(group))
    .map((each) => ({ ...each, access: seeOnly }));
  if (missing.length > 0) await writePermissions(work, parent, missing);
};

/**
 * A category of ours around another is opened by the plan, and by nobody behind its back.
 * @throws ConnectorError for the first group that is not in it yet
 */
export const expectOpen = (around: Category, wanted: readonly WantedAccess[], request: string): void => {
  if (!around.isRestricted) return;
  const missing = wanted.find(({ group, access }) => access.permission !== null && !around.entries.has(group));
  if (missing === undefined) return;
  const detail = `the category around it is not open to ${missing.name} yet`;
  throw new ConnectorError({ code: 'rejected', retry: 'backoff', scope: 'operation', request, detail });
};

/** Children first: while one of them names the group, its parent cannot let it go. */
const closeChildren = async (work: Work, category: Category, wanted: readonly WantedAccess[]): Promise<void> => {
  const leaving = wanted
    .filter(({ access }) => access.permission === null)
    .map((each) => ({ ...each, access: nothing }));
  const children = (await listCategories(work.session, work.call)).filter(({ parent }) => parent === category.native);
  for (const { native } of children) {
    const child = await readCategory(work.session, work.call, native);
    const there = leaving.filter(({ group }) => child?.entries.has(group) === true);
    if (child !== null && there.length > 0) await writePermissions(work, child, there);
  }
};

const around = async (
  work: Work,
  native: NativeId,
  wanted: readonly WantedAccess[],
  isOurs: boolean,
): Promise<void> => {
  if (!isOurs) return openParent(work, native, wanted);
  const parent = await readCategory(work.session, work.call, native);
  if (parent !== null) expectOpen(parent, wanted, 'discourse: change permissions');
};

/**
 * Sets the wanted entries and keeps everybody else's: the whole list is replaced there, so it is read just before. Believed is what the answer shows,
 * entry by entry.
 */
export const writePermissions = async (
  work: Work,
  category: Category,
  wanted: readonly WantedAccess[],
  isInOurs = false,
): Promise<boolean> => {
  const { session, call } = work;
  const name = 'change permissions';
  if (differing(category, wanted).length === 0) return false;
  let response = await put(work, category, wanted);
  if (response.status === 422) {
    if (category.parent !== null) await around(work, category.parent, wanted, isInOurs);
    await closeChildren(work, category, wanted);
    response = await put(work, category, wanted);
  }
  if (response.status !== 200) {
    // A group that was renamed since it was read is an unknown name.
    session.groups.forget();
    throw failure(session, response, name);
  }
  const after = await answeredCategory(session, call, response, name);
  if (after.moderators === null && wanted.some(({ access }) => access.moderates)) throw moderationOff(name);
  expectShown(after, wanted, `discourse: ${name}`);
  return true;
};
