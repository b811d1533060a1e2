import type { Topic } from '../state.ts';
import {
  emptyBody,
  invalidAccess,
  invalidParameters,
  json,
  missingParameter,
  notCovered,
  notFound,
  redirect,
  success,
  type Answer,
} from '../transport/answer.ts';
import { isStaff, userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { topicPage } from '../web/human-pages.ts';
import { mayCreateTopicIn, mayDeleteTopic, mayEditTopic, mayModerateTopic, maySeeTopic } from './guardian.ts';
import { topicSlug } from './slug.ts';
import { topicAnswer } from './topic-answer.ts';

/** Hidden topics are as absent as unknown ones: `detailed_404` is off by default. */
const seen = (call: Call, topic: Topic | undefined): Topic => {
  if (topic === undefined || !maySeeTopic(call.platform, topic, call.caller.user)) throw notFound();
  return topic;
};
const topicAt = (call: Call): Topic => seen(call, call.platform.state.topics.get(Number(call.path('id'))));

const show = (call: Call): Answer => json(topicAnswer(call.platform, topicAt(call), call.caller.user));

const byExternalId = (call: Call): Answer => {
  const wanted = call.path('external_id');
  const topic = seen(
    call,
    [...call.platform.state.topics.values()].find(({ externalId }) => externalId === wanted),
  );
  return redirect(`http://${call.headers.host}/t/${topicSlug(topic.title)}/${topic.id}.json`, 301);
};

const flagOf = (call: Call): boolean => {
  const enabled = call.params.text('enabled');
  if (enabled === undefined) throw missingParameter('enabled');
  return enabled === 'true';
};

const untilOf = (call: Call): number | null => {
  const text = call.params.text('until') ?? '';
  if (text === '') return null;
  const until = Date.parse(text);
  if (Number.isNaN(until)) throw invalidParameters('until');
  return until;
};

const status = (call: Call): Answer => {
  const wanted = call.params.text('status');
  if (wanted === undefined) throw missingParameter('status');
  const enabled = flagOf(call);
  const topic = topicAt(call);
  const { platform, caller } = call;
  // Pinned everywhere is the staff's alone; the rest is also the category's moderation group's.
  const may = wanted === 'pinned_globally' ? isStaff(caller.user) : mayModerateTopic(platform, topic, caller.user);
  if (!may) throw invalidAccess();
  if (wanted === 'closed' || wanted === 'archived' || wanted === 'visible') topic[wanted] = enabled;
  else if (wanted === 'pinned' || wanted === 'pinned_globally') {
    topic.pinnedAt = enabled ? platform.now() : null;
    topic.pinnedUntil = enabled ? untilOf(call) : null;
    topic.pinnedGlobally = enabled && wanted === 'pinned_globally';
  } else throw invalidParameters('status');
  return success({ topic_status_update: null });
};

const UPDATABLE = new Set(['id', 'slug', 'title', 'category_id', 'topic']);

const update = (call: Call): Answer => {
  const { platform } = call;
  const topic = topicAt(call);
  const user = userOf(call);
  const given = call.params.nested('topic') ?? call.params;
  const unknown = given.names().find((name) => !UPDATABLE.has(name));
  if (unknown !== undefined) throw notCovered(`changing ${unknown} of a topic`);
  if (!mayEditTopic(platform, topic, user)) throw invalidAccess();
  const title = given.text('title')?.trim();
  const categoryId = given.integer('category_id');
  if (categoryId !== undefined && categoryId !== topic.categoryId) {
    const target = platform.state.categories.get(categoryId);
    if (target === undefined) throw invalidParameters('category_id');
    if (!isStaff(user) && !mayCreateTopicIn(platform, target, user)) throw invalidAccess();
    topic.categoryId = categoryId;
  }
  if (title !== undefined && title !== '') topic.title = title;
  const slug = topicSlug(topic.title);
  const count = [...platform.state.posts.values()].filter(({ topicId }) => topicId === topic.id).length;
  return json({
    basic_topic: { id: topic.id, title: topic.title, fancy_title: topic.title, slug, posts_count: count },
  });
};

const destroy = (call: Call): Answer => {
  const topic = topicAt(call);
  if (!mayDeleteTopic(call.platform, topic, call.caller.user)) throw invalidAccess();
  topic.deletedAt = call.platform.now();
  return emptyBody();
};

export const topicEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/t/:id', action: 'topics#show', html: topicPage, handle: show },
  { method: 'GET', pattern: '/t/:slug/:id', action: 'topics#show', html: topicPage, handle: show },
  { method: 'GET', pattern: '/t/external_id/:external_id', action: 'topics#show_by_external_id', handle: byExternalId },
  { method: 'PUT', pattern: '/t/:id/status', action: 'topics#status', for: 'user', handle: status },
  { method: 'PUT', pattern: '/t/:slug/:id', action: 'topics#update', for: 'user', handle: update },
  { method: 'DELETE', pattern: '/t/:id', action: 'topics#destroy', for: 'user', handle: destroy },
];
