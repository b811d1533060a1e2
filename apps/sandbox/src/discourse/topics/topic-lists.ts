import type { Category, Topic } from '../state.ts';
import { json, notFound, type Answer } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { basicUser } from '../users/user-parts.ts';
import { categoryPage } from '../web/human-pages.ts';
import { mayCreateTopicIn, maySeeCategory, maySeeTopic } from './guardian.ts';
import { isPinned, listedTopic } from './topic-answer.ts';

const PER_PAGE = 30;

const listed = (call: Call, topics: readonly Topic[], mayCreate: boolean, more: (page: number) => string): Answer => {
  const { platform, params } = call;
  const page = Math.max(0, params.integer('page') ?? 0);
  const shown = topics.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const people = new Set<number>();
  for (const topic of shown) people.add(topic.userId);
  for (const post of platform.state.posts.values()) {
    if (shown.some(({ id }) => id === post.topicId)) people.add(post.userId);
  }
  return json({
    users: [...people]
      .map((id) => platform.state.users.get(id))
      .filter((user) => user !== undefined)
      .map(basicUser),
    primary_groups: [],
    topic_list: {
      can_create_topic: mayCreate,
      ...(topics.length > (page + 1) * PER_PAGE ? { more_topics_url: more(page + 1) } : {}),
      per_page: PER_PAGE,
      topics: shown.map((topic) => listedTopic(platform, topic)),
    },
  });
};

/** Newest first, pinned ones before. The topics about categories are left out of the list of everything. */
const sorted = (call: Call, keep: (topic: Topic) => boolean): Topic[] => {
  const { platform, caller } = call;
  return [...platform.state.topics.values()]
    .filter((topic) => topic.deletedAt === null && topic.visible && keep(topic))
    .filter((topic) => maySeeTopic(platform, topic, caller.user))
    .sort(
      (a, b) => Number(isPinned(platform, b)) - Number(isPinned(platform, a)) || b.bumpedAt - a.bumpedAt || b.id - a.id,
    );
};

const latest = (call: Call): Answer => {
  const { platform, caller } = call;
  const about = new Set([...platform.state.categories.values()].map(({ topicId }) => topicId));
  const mayCreate = [...platform.state.categories.values()].some((category) =>
    mayCreateTopicIn(platform, category, caller.user),
  );
  return listed(
    call,
    sorted(call, (topic) => !about.has(topic.id)),
    mayCreate,
    (page) => `/latest?page=${page}`,
  );
};

const inCategory = (call: Call): Answer => {
  const { platform, caller } = call;
  const category = platform.state.categories.get(Number(call.path('id')));
  if (category === undefined || !maySeeCategory(platform, category, caller.user)) throw notFound();
  const below = (each: Category): boolean => each.id === category.id || each.parentId === category.id;
  const ids = new Set([...platform.state.categories.values()].filter(below).map(({ id }) => id));
  return listed(
    call,
    sorted(call, (topic) => ids.has(topic.categoryId)),
    mayCreateTopicIn(platform, category, caller.user),
    (page) => `/c/${category.slug}/${category.id}/l/latest?page=${page}`,
  );
};

export const topicListEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/latest', action: 'list#latest', handle: latest },
  { method: 'GET', pattern: '/c/:slug/:id', action: 'list#category_default', html: categoryPage, handle: inCategory },
  { method: 'GET', pattern: '/c/:parent/:slug/:id', action: 'list#category_default', handle: inCategory },
  { method: 'GET', pattern: '/c/:slug/:id/l/latest', action: 'list#category_latest', handle: inCategory },
];
