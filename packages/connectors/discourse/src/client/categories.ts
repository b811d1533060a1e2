import type { Call, HttpResponse } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Access } from '../levels.ts';
import type { Session } from '../session.ts';
import { bodyOf, readJson, readOrNull } from './answers.ts';
import { knownGroups } from './groups.ts';
import { sendRequest } from './request.ts';

/** Automatic groups whose numbers never differ: everybody, and the administrators, who see every category anyway. */
export const everyone: NativeId = '0';
export const admins: NativeId = '1';

const categorySchema = z.object({
  id: z.int(),
  name: z.string(),
  parent_category_id: z.int().nullish(),
  read_restricted: z.boolean().nullish(),
  group_permissions: z
    .array(
      z.object({
        permission_type: z.union([z.literal(1), z.literal(2), z.literal(3)]),
        group_name: z.string(),
        group_id: z.int().nullish(),
      }),
    )
    .nullish(),
  moderating_group_ids: z.array(z.int()).nullish(),
});
export interface Category {
  readonly native: NativeId;
  readonly name: string;
  readonly parent: NativeId | null;
  readonly isRestricted: boolean;
  /** By group, with the names under which they must be sent back. */
  readonly entries: ReadonlyMap<NativeId, { readonly name: string; readonly permission: 1 | 2 | 3 }>;
  /** Null: moderation by category is off. */
  readonly moderators: readonly NativeId[] | null;
}

export const accessIn = (category: Pick<Category, 'entries' | 'moderators'>, group: NativeId): Access => ({
  permission: category.entries.get(group)?.permission ?? null,
  moderates: category.moderators?.includes(group) ?? false,
});

/** Older releases tell groups by name alone. */
const toCategory = async (session: Session, call: Call, raw: z.infer<typeof categorySchema>): Promise<Category> => {
  const entries = new Map<NativeId, { readonly name: string; readonly permission: 1 | 2 | 3 }>();
  for (const { group_id: id, group_name: name, permission_type: permission } of raw.group_permissions ?? []) {
    const native = id === null || id === undefined ? await nativeOf(session, call, name) : String(id);
    entries.set(native, { name, permission });
  }
  return {
    native: String(raw.id),
    name: raw.name,
    parent:
      raw.parent_category_id === null || raw.parent_category_id === undefined ? null : String(raw.parent_category_id),
    isRestricted: raw.read_restricted ?? false,
    entries,
    moderators: raw.moderating_group_ids?.map(String) ?? null,
  };
};
const nativeOf = async (session: Session, call: Call, name: string): Promise<NativeId> => {
  if (name === 'everyone') return everyone;
  if (name === 'admins') return admins;
  const found = [...(await knownGroups(session, call)).values()].find((group) => group.name === name);
  return found?.native ?? `name:${name}`;
};

const oneSchema = z.object({ category: categorySchema });

/** With its permissions. Null: there is no such category. */
export const readCategory = async (session: Session, call: Call, native: NativeId): Promise<Category | null> => {
  const path = `/c/${native}/show.json`;
  const request = { name: 'read category', method: 'GET', path, scope: 'categories:show' } as const;
  const answer = await readOrNull(session, call, request, oneSchema);
  return answer === null ? null : toCategory(session, call, answer.category);
};

export interface CategoryName {
  readonly native: NativeId;
  readonly name: string;
  readonly parent: NativeId | null;
}
const listedSchema = z.object({
  id: z.int(),
  name: z.string(),
  parent_category_id: z.int().nullish(),
  get subcategory_list() {
    return z.array(listedSchema).nullish();
  },
});
type Listed = z.infer<typeof listedSchema>;
const listSchema = z.object({ category_list: z.object({ categories: z.array(listedSchema) }) });
/** Where categories are loaded lazily, the list comes in pages of 20. */
const lazyPage = 20;

function* flat(categories: readonly Listed[], parent: NativeId | null): Generator<CategoryName> {
  for (const { id, name, parent_category_id: told, subcategory_list: children } of categories) {
    const native = String(id);
    yield { native, name, parent: told === null || told === undefined ? parent : String(told) };
    yield* flat(children ?? [], native);
  }
}

/** All categories and sub-categories, without permissions, which only come one by one. */
export const listCategories = async (session: Session, call: Call): Promise<CategoryName[]> => {
  const found = new Map<NativeId, CategoryName>();
  for (let page = 1; ; page += 1) {
    const query = { include_subcategories: 'true', ...(page === 1 ? {} : { page }) };
    const request = {
      name: 'list categories',
      method: 'GET',
      path: '/categories.json',
      query,
      scope: 'categories:list',
    } as const;
    const { categories } = (await readJson(session, call, request, listSchema)).category_list;
    const before = found.size;
    for (const category of flat(categories, null)) found.set(category.native, category);
    if (categories.length !== lazyPage || found.size === before) return [...found.values()];
  }
};

export interface CategoryFields {
  readonly name: string;
  readonly parent_category_id?: number;
  readonly color?: string;
  readonly text_color?: string;
  readonly permissions?: Readonly<Record<string, number>>;
  readonly moderating_group_ids?: readonly number[];
}

/** The caller judges a 422: the name is taken, a group is unknown, or parent and child contradict each other. */
export const createCategory = (session: Session, call: Call, json: CategoryFields): Promise<HttpResponse> =>
  sendRequest(session, call, { name: 'create category', method: 'POST', path: '/categories.json', json, scope: null });
export const updateCategory = (
  session: Session,
  call: Call,
  native: NativeId,
  json: CategoryFields,
): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: 'update category',
    method: 'PUT',
    path: `/categories/${native}.json`,
    json,
    scope: null,
  });
/** The category as a create or an update answers it: read from the forum's own tables after the write. */
export const answeredCategory = async (
  session: Session,
  call: Call,
  response: HttpResponse,
  name: string,
): Promise<Category> => toCategory(session, call, bodyOf(session, response, name, oneSchema).category);
