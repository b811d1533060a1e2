import type { Category } from '../state.ts';
import { invalidAccess, json, notFound, type Answer } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { mayCreateTopicIn, maySeeCategory } from '../topics/guardian.ts';
import { listedCategory, shownCategory } from './category-answer.ts';

/** Uncategorized is not listed while topics without a category are not allowed. */
const visible = (call: Call): Category[] =>
  [...call.platform.state.categories.values()]
    .filter((category) => maySeeCategory(call.platform, category, call.caller.user))
    .filter((category) => category.topicId !== null || call.platform.settings.allowUncategorizedTopics)
    .sort((a, b) => a.position - b.position || a.id - b.id);

const list = (call: Call): Answer => {
  const { platform, caller, params } = call;
  const all = visible(call);
  const parent = params.integer('parent_category_id');
  const nested = params.text('include_subcategories') === 'true';
  const answered = (category: Category): object => {
    const children = all.filter(({ parentId }) => parentId === category.id);
    const row = listedCategory(platform, category, caller.user, children);
    return nested && children.length > 0 ? { ...row, subcategory_list: children.map(answered) } : row;
  };
  return json({
    category_list: {
      can_create_category: caller.user?.admin === true,
      can_create_topic: all.some((category) => mayCreateTopicIn(platform, category, caller.user)),
      categories: all.filter(({ parentId }) => parentId === (parent ?? null)).map(answered),
    },
  });
};

const show = (call: Call): Answer => {
  const category = call.platform.state.categories.get(Number(call.path('id')));
  if (category === undefined) throw notFound();
  if (!maySeeCategory(call.platform, category, call.caller.user)) throw invalidAccess();
  return json({ category: shownCategory(call.platform, category, call.caller.user) });
};

export const readCategoryEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/categories', action: 'categories#index', handle: list },
  { method: 'GET', pattern: '/c/:id/show', action: 'categories#show', handle: show },
];
