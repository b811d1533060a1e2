import { z } from 'zod';
import type { DiscourseState } from './state.ts';

const text = z.string();
const maybeText = z.string().nullable();
const id = z.number();
const time = z.number();
const maybeTime = z.number().nullable();
const texts = z.record(z.string(), z.string());
const levels = z.record(z.string(), z.number());

const penalty = z.object({ at: time, until: time, reason: text, byUserId: id }).nullable();
const user = z.object({
  id,
  username: text,
  name: maybeText,
  email: text,
  active: z.boolean(),
  approved: z.boolean(),
  admin: z.boolean(),
  moderator: z.boolean(),
  trustLevel: z.number(),
  staged: z.boolean(),
  title: maybeText,
  bio: maybeText,
  website: maybeText,
  location: maybeText,
  locale: maybeText,
  customFields: texts,
  primaryGroupId: z.number().nullable(),
  suspension: penalty,
  silence: penalty,
  sso: z
    .object({ externalId: text, externalUsername: maybeText, externalEmail: maybeText, externalName: maybeText })
    .nullable(),
  otherIds: texts,
  categoryLevels: levels.default({}),
  createdAt: time,
  lastSeenAt: maybeTime,
});
const group = z.object({
  id,
  name: text,
  automatic: z.boolean(),
  fullName: maybeText,
  title: maybeText,
  bio: maybeText,
  visibilityLevel: z.number(),
  membersVisibilityLevel: z.number(),
  mentionableLevel: z.number(),
  messageableLevel: z.number(),
  defaultNotificationLevel: z.number(),
  publicAdmission: z.boolean(),
  publicExit: z.boolean(),
  allowMembershipRequests: z.boolean(),
  membershipRequestTemplate: maybeText,
  primaryGroup: z.boolean(),
  grantTrustLevel: z.number().nullable(),
  emailDomains: maybeText,
  categoryDefaults: levels.default({}),
  members: z.array(z.tuple([id, z.object({ addedAt: time, owner: z.boolean(), notificationLevel: z.number() })])),
});
const category = z.object({
  id,
  name: text,
  slug: text,
  color: text,
  textColor: text,
  parentId: z.number().nullable(),
  position: z.number(),
  topicTemplate: maybeText,
  description: maybeText,
  readRestricted: z.boolean(),
  permissions: z.array(z.tuple([id, z.union([z.literal(1), z.literal(2), z.literal(3)])])),
  moderatingGroupIds: z.array(id),
  customFields: texts,
  defaultListFilter: text,
  topicId: z.number().nullable(),
});
const topic = z.object({
  id,
  title: text,
  categoryId: id,
  userId: id,
  externalId: maybeText,
  createdAt: time,
  bumpedAt: time,
  closed: z.boolean(),
  archived: z.boolean(),
  visible: z.boolean(),
  pinnedAt: maybeTime,
  pinnedUntil: maybeTime,
  pinnedGlobally: z.boolean(),
  deletedAt: maybeTime,
});
const post = z.object({
  id,
  topicId: id,
  number: z.number(),
  userId: id,
  raw: text,
  replyTo: z.number().nullable(),
  createdAt: time,
  updatedAt: time,
  version: z.number(),
  editReason: maybeText,
  deletedAt: maybeTime,
});
const apiKey = z.object({
  id,
  keyHash: text,
  description: text,
  userId: z.number().nullable(),
  scopes: z.array(
    z.object({ resource: text, action: text, allowedParameters: z.record(z.string(), z.array(z.string())) }),
  ),
  revoked: z.boolean(),
  lastUsedAt: maybeTime,
  createdAt: time,
});
const FORMAT = 'passerelle-sandbox-discourse/1';
const snapshotSchema = z.object({
  format: z.literal(FORMAT),
  users: z.array(user),
  groups: z.array(group),
  categories: z.array(category),
  topics: z.array(topic),
  posts: z.array(post),
  apiKeys: z.array(apiKey),
  queries: z.array(z.object({ id, name: text, sql: text })),
  nextIds: z.object({ user: id, group: id, category: id, topic: id, post: id, apiKey: id, query: id }),
});
export type DiscourseSnapshot = z.infer<typeof snapshotSchema>;

/** The whole state as plain JSON data. Holds hashes of keys, no key. */
export const snapshotOf = (state: DiscourseState): DiscourseSnapshot => ({
  format: FORMAT,
  users: [...state.users.values()],
  groups: [...state.groups.values()].map((each) => ({ ...each, members: [...each.members] })),
  categories: [...state.categories.values()].map((each) => ({ ...each, permissions: [...each.permissions] })),
  topics: [...state.topics.values()],
  posts: [...state.posts.values()],
  apiKeys: [...state.apiKeys.values()].map((key) => ({
    ...key,
    scopes: key.scopes.map((scope) => ({
      ...scope,
      allowedParameters: Object.fromEntries(
        Object.entries(scope.allowedParameters).map(([name, values]) => [name, [...values]]),
      ),
    })),
  })),
  queries: [...state.queries.values()],
  nextIds: state.nextIds,
});

const byId = <Item extends { readonly id: number }>(items: readonly Item[]): Map<number, Item> =>
  new Map(items.map((item) => [item.id, item]));

/** The state that a snapshot was taken of. Throws when the data is not a snapshot of this kind. */
export const stateFrom = (data: unknown): DiscourseState => {
  const snapshot = snapshotSchema.parse(data);
  return {
    users: byId(snapshot.users),
    groups: byId(snapshot.groups.map((each) => ({ ...each, members: new Map(each.members) }))),
    categories: byId(snapshot.categories.map((each) => ({ ...each, permissions: new Map(each.permissions) }))),
    topics: byId(snapshot.topics),
    posts: byId(snapshot.posts),
    apiKeys: byId(snapshot.apiKeys),
    queries: byId(snapshot.queries),
    nextIds: snapshot.nextIds,
  };
};
