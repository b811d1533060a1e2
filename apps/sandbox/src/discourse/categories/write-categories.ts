import type { Platform } from '../platform.ts';
import type { Category } from '../state.ts';
import {
  invalidAccess,
  invalidParameters,
  json,
  missingParameter,
  notCovered,
  notFound,
  Refusal,
  success,
  uncaught,
  unprocessable,
  type Answer,
} from '../transport/answer.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import type { Params } from '../transport/params.ts';
import { slugOf } from '../topics/slug.ts';
import { graphemes } from '../users/username-rules.ts';
import { childrenOf, shownCategory, topicCountIn } from './category-answer.ts';
import { addCategory } from './new-category.ts';
import { checkCompatible, resolvePermissions, UnknownGroup, type ResolvedPermissions } from './permissions.ts';

const LONGEST_NAME = 50;

/** What may be set and is kept. Anything else is refused, except what is the default anyway. */
const KEPT = new Set([
  ...['id', 'name', 'slug', 'color', 'text_color', 'parent_category_id', 'position', 'topic_template', 'permissions'],
  ...['custom_fields', 'default_list_filter', 'moderating_group_ids'],
]);
const DEFAULTS: Readonly<Record<string, string>> = {
  allow_badges: 'true',
  topic_featured_links_allowed: 'true',
  search_priority: '0',
  style_type: 'square',
  email_in_allow_strangers: 'false',
  mailinglist_mirror: 'false',
};

interface Wanted {
  readonly name: string;
  readonly slug: string;
  readonly parent: Category | undefined;
  readonly permissions: ResolvedPermissions | null;
}

const checkKnown = (params: Params): void => {
  for (const name of params.names()) {
    const isDefault = DEFAULTS[name] !== undefined && params.text(name) === DEFAULTS[name];
    if (!KEPT.has(name) && !isDefault) throw notCovered(`the category setting ${name}`);
  }
};

const checkName = (platform: Platform, name: string, parent: Category | undefined, own?: Category): void => {
  if (name.trim() === '') throw unprocessable("Category Name can't be blank");
  if (graphemes(name).length > LONGEST_NAME)
    throw unprocessable(`Category Name is too long (maximum is ${LONGEST_NAME} characters)`);
  for (const other of platform.state.categories.values()) {
    if (other.id === own?.id || other.parentId !== (parent?.id ?? null)) continue;
    if (other.name.toLowerCase() === name.toLowerCase()) throw unprocessable('Category Name has already been taken');
  }
};

const checkSlug = (platform: Platform, slug: string, parent: Category | undefined, own?: Category): void => {
  if (slug !== slugOf(slug) && slug !== '') throw unprocessable("Slug isn't valid");
  for (const other of platform.state.categories.values()) {
    if (other.id !== own?.id && other.slug === slug && slug !== '' && other.parentId === (parent?.id ?? null)) {
      throw unprocessable(`Slug '${slug}' is already in use by another category.`);
    }
  }
};

/** The parent that is asked for: at most two levels. An empty value takes the category out of its parent. */
const parentFor = (call: Call, own?: Category): Category | undefined => {
  const { params, platform } = call;
  if (!params.names().includes('parent_category_id')) {
    return own === undefined || own.parentId === null ? undefined : platform.state.categories.get(own.parentId);
  }
  const id = params.text('parent_category_id') ?? '';
  if (id === '') return undefined;
  const parent = platform.state.categories.get(Number(id));
  if (parent === undefined) throw unprocessable('Parent category must exist');
  if (parent.id === own?.id) throw unprocessable("A subcategory's parent cannot be itself.");
  if (parent.parentId !== null || (own !== undefined && childrenOf(platform, own).length > 0)) {
    throw unprocessable("You can't nest a subcategory under another");
  }
  return parent;
};

const wanted = (call: Call, own?: Category): Wanted => {
  const { params, platform } = call;
  checkKnown(params);
  const name = params.text('name');
  if (name === undefined) throw missingParameter('name');
  const parent = parentFor(call, own);
  checkName(platform, name, parent, own);
  const slug = params.text('slug') ?? own?.slug ?? slugOf(name);
  checkSlug(platform, slug, parent, own);
  const color = /^[0-9a-f]{3}([0-9a-f]{3})?$/i;
  for (const field of ['color', 'text_color']) {
    const value = params.text(field);
    if (value !== undefined && !color.test(value))
      throw unprocessable(`${field === 'color' ? 'Color' : 'Text color'} is invalid`);
  }
  const permissions = resolvePermissions(platform, params.nested('permissions'));
  // Where no permissions are given nothing is checked, and a new category is open to the world (facts §5).
  if (permissions !== null) {
    checkCompatible(platform, permissions, { parent, children: own === undefined ? [] : childrenOf(platform, own) });
  }
  return { name, slug, parent, permissions };
};

/** Only where the site has category moderation on is this parameter let through; otherwise it is dropped in silence. */
const moderatingGroups = (call: Call): number[] | null => {
  const { params, platform } = call;
  if (!platform.settings.enableCategoryGroupModeration || !params.names().includes('moderating_group_ids')) return null;
  const ids = params.list('moderating_group_ids').map(Number);
  if (ids.some((id) => !platform.state.groups.has(id))) throw invalidParameters('moderating_group_ids');
  return ids;
};

const applyOthers = (call: Call, category: Category): void => {
  const { params } = call;
  category.color = params.text('color') ?? category.color;
  category.textColor = params.text('text_color') ?? category.textColor;
  category.position = params.integer('position') ?? category.position;
  category.topicTemplate = params.text('topic_template') ?? category.topicTemplate;
  category.defaultListFilter = params.text('default_list_filter') ?? category.defaultListFilter;
  category.moderatingGroupIds = moderatingGroups(call) ?? category.moderatingGroupIds;
  const fields = params.nested('custom_fields');
  for (const name of fields?.names() ?? []) {
    const value = fields?.text(name) ?? '';
    if (value === '') Reflect.deleteProperty(category.customFields, name);
    else category.customFields[name] = value;
  }
};

const create = (call: Call): Answer => {
  const { platform } = call;
  if (!userOf(call).admin) throw invalidAccess();
  try {
    const { name, slug, parent, permissions } = wanted(call);
    moderatingGroups(call);
    const category = addCategory(platform, {
      name,
      parentId: parent?.id ?? null,
      ...(slug === '' ? {} : { slug }),
      ...(permissions === null
        ? {}
        : { permissions: new Map(permissions.permissions), readRestricted: permissions.readRestricted }),
    });
    applyOthers(call, category);
    return json({ category: shownCategory(platform, category, userOf(call)) });
  } catch (error) {
    if (error instanceof UnknownGroup) throw new Refusal(json({ errors: ['unknown group'] }, 422));
    throw error;
  }
};

const categoryAt = (call: Call): Category => {
  const category = call.platform.state.categories.get(Number(call.path('id')));
  if (category === undefined) throw notFound();
  return category;
};

const update = (call: Call): Answer => {
  const { platform } = call;
  const category = categoryAt(call);
  if (!userOf(call).admin) throw invalidAccess();
  try {
    const { name, slug, parent, permissions } = wanted(call, category);
    applyOthers(call, category);
    category.name = name;
    category.slug = slug === '' ? slugOf(name) : slug;
    category.parentId = parent?.id ?? null;
    if (permissions !== null) {
      category.permissions = new Map(permissions.permissions);
      category.readRestricted = permissions.readRestricted;
    }
  } catch (error) {
    if (error instanceof UnknownGroup) throw uncaught();
    throw error;
  }
  return success({ category: shownCategory(platform, category, userOf(call)) });
};

const destroy = (call: Call): Answer => {
  const { platform } = call;
  const category = categoryAt(call);
  const isEmpty = topicCountIn(platform, category) === 0 && childrenOf(platform, category).length === 0;
  if (!userOf(call).admin || !isEmpty || category.topicId === null) throw invalidAccess();
  const about = platform.state.topics.get(category.topicId);
  for (const post of [...platform.state.posts.values()]) {
    if (platform.state.topics.get(post.topicId)?.categoryId === category.id) platform.state.posts.delete(post.id);
  }
  for (const topic of [...platform.state.topics.values()]) {
    if (topic.categoryId === category.id) platform.state.topics.delete(topic.id);
  }
  if (about !== undefined) platform.state.topics.delete(about.id);
  platform.state.categories.delete(category.id);
  return success();
};

export const writeCategoryEndpoints: readonly Endpoint[] = [
  { method: 'POST', pattern: '/categories', action: 'categories#create', for: 'user', handle: create },
  { method: 'PUT', pattern: '/categories/:id', action: 'categories#update', for: 'user', handle: update },
  { method: 'DELETE', pattern: '/categories/:id', action: 'categories#destroy', for: 'user', handle: destroy },
];
