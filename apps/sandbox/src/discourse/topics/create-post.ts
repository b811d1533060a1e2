import { createHash } from 'node:crypto';
import type { Platform } from '../platform.ts';
import type { Category, Topic, User } from '../state.ts';
import {
  invalidAccess,
  invalidParameters,
  json,
  missingParameter,
  notCovered,
  notFound,
  Refusal,
  type Answer,
} from '../transport/answer.ts';
import { isStaff, userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { graphemes } from '../users/username-rules.ts';
import { mayCreateTopicIn, mayReplyTo, maySeeTopic } from './guardian.ts';
import { addPost, addTopic } from './new-topic.ts';
import { singlePostAnswer } from './post-answer.ts';

const SHORTEST_TITLE = 15;
const LONGEST_TITLE = 255;
const SHORTEST_POST = 20;
const EXTERNAL_ID = /^[\w-]{1,50}$/;

const KNOWN = new Set([
  ...['title', 'raw', 'category', 'topic_id', 'reply_to_post_number', 'external_id', 'auto_track'],
  ...['skip_validations', 'import_mode', 'created_at', 'archetype'],
]);

const invalid = (...errors: readonly string[]): Refusal => new Refusal(json({ action: 'create_post', errors }, 422));

/** What is wrong with the text; nobody checks where an administrator's call says `skip_validations`. */
const textProblems = (platform: Platform, title: string | null, raw: string): readonly string[] => {
  const problems: string[] = [];
  if (title !== null) {
    const length = graphemes(title.trim()).length;
    if (length < SHORTEST_TITLE) problems.push(`Title is too short (minimum is ${SHORTEST_TITLE} characters)`);
    if (length > LONGEST_TITLE) problems.push(`Title is too long (maximum is ${LONGEST_TITLE} characters)`);
    const taken = [...platform.state.topics.values()].some(
      (topic) => topic.deletedAt === null && topic.title.toLowerCase() === title.trim().toLowerCase(),
    );
    if (taken) problems.push('Title has already been used');
  }
  if (raw.trim() === '') problems.push("Body can't be blank");
  else if (graphemes(raw.trim()).length < SHORTEST_POST) {
    problems.push(`Body is too short (minimum is ${SHORTEST_POST} characters)`);
  }
  return problems;
};

interface Text {
  readonly raw: string;
  readonly createdAt?: number;
  readonly checked: boolean;
}

const textOf = (call: Call): Text => {
  const { params } = call;
  const raw = params.text('raw');
  if (raw === undefined) throw missingParameter('raw');
  const byStaffKey = call.caller.kind === 'api' && isStaff(call.caller.user);
  const checked = !(byStaffKey && (params.flag('skip_validations') === true || params.flag('import_mode') === true));
  if (!params.has('created_at') || !isStaff(call.caller.user)) return { raw, checked };
  const createdAt = Date.parse(params.text('created_at') ?? '');
  if (Number.isNaN(createdAt)) throw invalidParameters('created_at');
  return { raw, checked, createdAt };
};

const targetCategory = (call: Call): Category => {
  const { platform, params } = call;
  const id = params.text('category');
  if (id === undefined || id === '') {
    const uncategorized = platform.state.categories.get(1);
    if (!platform.settings.allowUncategorizedTopics || uncategorized === undefined) {
      throw invalid("Category can't be blank");
    }
    return uncategorized;
  }
  const category = platform.state.categories.get(Number(id));
  if (category === undefined) throw invalidParameters('category');
  return category;
};

const startTopic = (call: Call, user: User, text: Text): object => {
  const { platform, params } = call;
  const title = params.text('title') ?? '';
  const category = targetCategory(call);
  if (!mayCreateTopicIn(platform, category, user)) throw invalidAccess();
  const externalId = params.text('external_id') ?? null;
  if (externalId !== null) {
    if (!EXTERNAL_ID.test(externalId)) throw invalid('External is invalid');
    const taken = [...platform.state.topics.values()].some((topic) => topic.externalId === externalId);
    if (taken) throw invalid('External has already been taken');
  }
  const problems = text.checked ? textProblems(platform, title, text.raw) : [];
  if (problems.length > 0) throw invalid(...problems);
  const { topic, post } = addTopic(platform, user, {
    title: title.trim(),
    raw: text.raw,
    categoryId: category.id,
    externalId,
    ...(text.createdAt === undefined ? {} : { createdAt: text.createdAt }),
  });
  return { ...singlePostAnswer(platform, post, topic, user), draft_sequence: 0 };
};

const reply = (call: Call, user: User, topic: Topic | undefined, text: Text): object => {
  const { platform, params } = call;
  if (topic === undefined) throw notFound();
  if (!maySeeTopic(platform, topic, user) || !mayReplyTo(platform, topic, user)) {
    throw invalid('Something has gone wrong. Perhaps this topic was closed or deleted while you were looking at it?');
  }
  const problems = text.checked ? textProblems(platform, null, text.raw) : [];
  if (problems.length > 0) throw invalid(...problems);
  const post = addPost(platform, topic, user, {
    raw: text.raw,
    replyTo: params.integer('reply_to_post_number') ?? null,
    ...(text.createdAt === undefined ? {} : { createdAt: text.createdAt }),
  });
  return { ...singlePostAnswer(platform, post, topic, user), draft_sequence: 0 };
};

const createNow = (call: Call): Answer => {
  const { params, platform } = call;
  const user = userOf(call);
  const unknown = params.names().find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw notCovered(`POST /posts with ${unknown}`);
  if (!['', 'regular'].includes(params.text('archetype') ?? '')) throw notCovered('personal messages');
  const text = textOf(call);
  if (!params.has('topic_id')) return json(startTopic(call, user, text));
  return json(reply(call, user, platform.state.topics.get(params.integer('topic_id') ?? 0), text));
};

/** Through the API, the same post of the same person within two minutes is answered as the first one was (facts §6). */
const create = (call: Call): Answer => {
  if (call.caller.kind !== 'api') return createNow(call);
  const key = createHash('sha256')
    .update(JSON.stringify([call.caller.user.id, call.params.all]))
    .digest('hex');
  const before = call.platform.postMemo.remembered(key);
  if (before !== undefined) return before;
  const remembered = (answer: Answer): Answer => {
    call.platform.postMemo.remember(key, answer);
    return answer;
  };
  try {
    return remembered(createNow(call));
  } catch (error) {
    // Validation failures are part of what is remembered; lacking rights are not.
    if (error instanceof Refusal && error.answer.status === 422) throw new Refusal(remembered(error.answer));
    throw error;
  }
};

export const createPostEndpoints: readonly Endpoint[] = [
  { method: 'POST', pattern: '/posts', action: 'posts#create', for: 'user', handle: create },
];
