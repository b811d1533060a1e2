import { isConnectorError, type Call, type HttpResponse } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import { keyIn } from '../group-bio.ts';
import { notificationLists, type NotificationList } from '../notification-levels.ts';
import type { Session } from '../session.ts';
import { anyJson, bodyOf, failure, readJson, readOrNull } from './answers.ts';
import { sendRequest } from './request.ts';

export const groupSchema = z.object({
  id: z.int(),
  name: z.string(),
  full_name: z.string().nullish(),
  automatic: z.boolean().nullish(),
  user_count: z.int().nullish(),
  bio_raw: z.string().nullish(),
});
export interface Group {
  readonly native: NativeId;
  readonly name: string;
  readonly label: string;
  readonly automatic: boolean;
  /** Null: not told. */
  readonly count: number | null;
  readonly bio: string | null;
  /** Which of our keys it bears. */
  readonly key: string | null;
}
export const groupOf = (group: z.infer<typeof groupSchema>): Group => ({
  native: String(group.id),
  name: group.name,
  label:
    group.full_name === null || group.full_name === undefined || group.full_name === '' ? group.name : group.full_name,
  automatic: group.automatic ?? false,
  count: group.user_count ?? null,
  bio: group.bio_raw ?? null,
  key: keyIn(group.bio_raw),
});

/** A native id of ours is a number; anything else was never given out here. */
export const isNumber = (native: NativeId): boolean => /^\d{1,15}$/.test(native);

const pageSchema = z.object({ groups: z.array(groupSchema), total_rows_groups: z.int().nullish() });

/** All groups in one call (facts §4). With a granular key only the pages of 36 may be had. */
async function listGroups(session: Session, call: Call): Promise<Group[]> {
  const request = { name: 'list groups', method: 'GET', scope: 'groups:administer_groups' } as const;
  try {
    const all = await readJson(session, call, { ...request, path: '/groups/search.json' }, z.array(groupSchema));
    return all.map(groupOf);
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'forbidden') throw error;
  }
  const found = new Map<NativeId, Group>();
  for (let page = 0; ; page += 1) {
    const query = { page, order: 'name', asc: 'true' };
    const answer = await readJson(session, call, { ...request, path: '/groups.json', query }, pageSchema);
    const before = found.size;
    for (const group of answer.groups) found.set(String(group.id), groupOf(group));
    const isLast = answer.groups.length === 0 || found.size >= (answer.total_rows_groups ?? Number.POSITIVE_INFINITY);
    if (isLast || found.size === before) return [...found.values()];
  }
}

const readAllGroups = async (session: Session, call: Call): Promise<Map<NativeId, Group>> =>
  new Map((await listGroups(session, call)).map((group) => [group.native, group]));

/** Groups as last read, at most ten minutes ago; those made since are among them. */
export const knownGroups = (session: Session, call: Call): Promise<Map<NativeId, Group>> =>
  session.groups.get(() => readAllGroups(session, call));
export const freshGroups = async (session: Session, call: Call): Promise<Map<NativeId, Group>> => {
  const groups = await readAllGroups(session, call);
  session.groups.set(groups);
  return groups;
};
export const rememberGroup = (session: Session, group: Group): void => {
  session.groups.peek()?.set(group.native, group);
};

/** Looked up by name, whatever its case. Null: there is none; a user may bear the name all the same. */
export const readGroup = async (session: Session, call: Call, name: string): Promise<Group | null> => {
  const path = `/groups/${encodeURIComponent(name)}.json`;
  const request = { name: 'read group', method: 'GET', path, scope: 'groups:administer_groups' } as const;
  const answer = await readOrNull(session, call, request, z.object({ group: groupSchema }));
  return answer === null ? null : groupOf(answer.group);
};

const ids = z.array(z.int()).nullish();
const listsSchema = z.object({
  group: z.object({
    muted_category_ids: ids,
    regular_category_ids: ids,
    tracking_category_ids: ids,
    watching_category_ids: ids,
    watching_first_post_category_ids: ids,
  }),
});
export type CategoryLists = Readonly<Record<NotificationList, readonly number[]>>;
export const emptyLists: CategoryLists = {
  muted_category_ids: [],
  regular_category_ids: [],
  tracking_category_ids: [],
  watching_category_ids: [],
  watching_first_post_category_ids: [],
};

/** What people who come into a group are told of categories. Null: there is no such group. */
export const readLists = async (session: Session, call: Call, name: string): Promise<CategoryLists | null> => {
  const path = `/groups/${encodeURIComponent(name)}.json`;
  const request = { name: 'read group', method: 'GET', path, scope: 'groups:administer_groups' } as const;
  const answer = await readOrNull(session, call, request, listsSchema);
  if (answer === null) return null;
  const lists = notificationLists.map((list) => [list, answer.group[list] ?? []] as const);
  return { ...emptyLists, ...Object.fromEntries(lists) };
};

const createdSchema = z.object({ basic_group: groupSchema });

/** The caller judges a 422: name taken, or refused. */
export const createGroup = (
  session: Session,
  call: Call,
  group: Readonly<Record<string, string | number | boolean>>,
): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: 'create group',
    method: 'POST',
    path: '/admin/groups.json',
    json: { group },
    scope: 'groups:administer_groups',
  });
export const createdGroup = (session: Session, response: HttpResponse): Group =>
  groupOf(bodyOf(session, response, 'create group', createdSchema).basic_group);

/**
 * Whether members get the group's notification defaults as well is always said: a group that has such defaults refuses every change without it, even of its
 * label (older releases answer 200 and change nothing). As a text: the boolean `false` counts as not said. `true` needs all lists of categories, since
 * members lose what a list that is left out has given them.
 */
export const updateGroup = async (
  session: Session,
  call: Call,
  native: NativeId,
  group: Readonly<Record<string, string | readonly number[]>>,
  existingUsers: 'true' | 'false' = 'false',
): Promise<'done' | 'missing'> => {
  const name = 'update group';
  const path = `/groups/${native}.json`;
  const scope = 'groups:administer_groups';
  const json = { group, update_existing_users: existingUsers };
  const response = await sendRequest(session, call, { name, method: 'PUT', path, json, scope });
  if (response.status === 404) return 'missing';
  if (response.status !== 200) throw failure(session, response, name);
  bodyOf(session, response, name, anyJson);
  return 'done';
};
