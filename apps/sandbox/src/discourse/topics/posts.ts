import type { Post, Topic } from '../state.ts';
import {
  emptyBody,
  invalidAccess,
  json,
  missingParameter,
  notFound,
  unprocessable,
  type Answer,
} from '../transport/answer.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { mayDeletePost, mayEditPost, maySeeTopic } from './guardian.ts';
import { singlePostAnswer } from './post-answer.ts';

const found = (call: Call): { readonly post: Post; readonly topic: Topic } => {
  const { platform } = call;
  const post = platform.state.posts.get(Number(call.path('id')));
  const topic = post === undefined ? undefined : platform.state.topics.get(post.topicId);
  const { user } = call.caller;
  if (post === undefined || topic === undefined) throw notFound();
  if (post.deletedAt !== null && !(user?.admin === true || user?.moderator === true)) throw notFound();
  if (!maySeeTopic(platform, topic, user)) throw invalidAccess();
  return { post, topic };
};

const show = (call: Call): Answer => {
  const { post, topic } = found(call);
  return json(singlePostAnswer(call.platform, post, topic, call.caller.user));
};

const update = (call: Call): Answer => {
  const { post, topic } = found(call);
  const { platform } = call;
  const raw = call.params.nested('post')?.text('raw');
  if (raw === undefined) throw missingParameter('post');
  if (!mayEditPost(platform, post, topic, userOf(call))) throw invalidAccess();
  if (raw.trim() === '') throw unprocessable("Body can't be blank");
  post.raw = raw;
  post.editReason = call.params.nested('post')?.text('edit_reason') ?? null;
  post.updatedAt = platform.now();
  post.version++;
  return json({ post: { ...singlePostAnswer(platform, post, topic, userOf(call)), draft_sequence: 0 } });
};

/** Deleting the first post deletes the topic. */
const destroy = (call: Call): Answer => {
  const { post, topic } = found(call);
  const { platform } = call;
  if (!mayDeletePost(platform, post, topic, userOf(call))) throw invalidAccess();
  post.deletedAt = platform.now();
  if (post.number === 1) topic.deletedAt = platform.now();
  return emptyBody();
};

export const postEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/posts/:id', action: 'posts#show', handle: show },
  { method: 'PUT', pattern: '/posts/:id', action: 'posts#update', for: 'user', handle: update },
  { method: 'DELETE', pattern: '/posts/:id', action: 'posts#destroy', for: 'user', handle: destroy },
];
