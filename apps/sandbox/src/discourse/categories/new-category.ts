import type { Platform } from '../platform.ts';
import type { Category } from '../state.ts';
import { addTopic } from '../topics/new-topic.ts';
import { slugOf } from '../topics/slug.ts';

export type NewCategory = Pick<Category, 'name'> & Partial<Omit<Category, 'topicId'>>;

const ABOUT =
  '(Replace this first paragraph with a brief description of your new category. This guidance will appear in the category selection area.)';

/** Makes a category with its topic "About the … category"; Uncategorized is the one that has none. */
export const addCategory = (platform: Platform, given: NewCategory, about = true): Category => {
  const id = given.id ?? platform.state.nextIds.category++;
  const category: Category = {
    color: '0088CC',
    textColor: 'FFFFFF',
    parentId: null,
    position: platform.state.categories.size,
    topicTemplate: null,
    description: null,
    readRestricted: false,
    permissions: new Map(),
    moderatingGroupIds: [],
    customFields: {},
    defaultListFilter: 'all',
    topicId: null,
    slug: slugOf(given.name) || `${id}-category`,
    ...given,
    id,
  };
  platform.state.categories.set(id, category);
  const system = platform.state.users.get(-1);
  if (about && system !== undefined) {
    const title = `About the ${category.name} category`;
    category.topicId = addTopic(platform, system, { title, raw: ABOUT, categoryId: id }).topic.id;
  }
  return category;
};
