/** Everything that a Discourse remembers, as plain data. Times are milliseconds since the epoch. */

export interface SsoRecord {
  externalId: string;
  externalUsername: string | null;
  externalEmail: string | null;
  externalName: string | null;
}

/** How somebody is kept out or quiet for a time. */
export interface Penalty {
  readonly at: number;
  readonly until: number;
  readonly reason: string;
  readonly byUserId: number;
}

export interface User {
  readonly id: number;
  username: string;
  name: string | null;
  email: string;
  active: boolean;
  approved: boolean;
  admin: boolean;
  moderator: boolean;
  trustLevel: number;
  staged: boolean;
  title: string | null;
  bio: string | null;
  website: string | null;
  location: string | null;
  locale: string | null;
  readonly customFields: Record<string, string>;
  primaryGroupId: number | null;
  suspension: Penalty | null;
  silence: Penalty | null;
  sso: SsoRecord | null;
  /** Ids at other login providers (`oidc`), by the provider's name. */
  readonly otherIds: Record<string, string>;
  /** What they are told of a category, where it is not the forum's own way: 0 muted, 2 tracking, 3 watching, 4 first posts. */
  readonly categoryLevels: Record<string, number>;
  readonly createdAt: number;
  lastSeenAt: number | null;
}

export interface Membership {
  readonly addedAt: number;
  owner: boolean;
  notificationLevel: number;
}

/** Settings of a group that are kept and given back as they were set. */
export interface GroupSettings {
  fullName: string | null;
  title: string | null;
  bio: string | null;
  visibilityLevel: number;
  membersVisibilityLevel: number;
  mentionableLevel: number;
  messageableLevel: number;
  defaultNotificationLevel: number;
  publicAdmission: boolean;
  publicExit: boolean;
  allowMembershipRequests: boolean;
  membershipRequestTemplate: string | null;
  primaryGroup: boolean;
  grantTrustLevel: number | null;
  /** By category, what people who come into the group are told of it from then on. */
  categoryDefaults: Readonly<Record<string, number>>;
  /** `a.fr|b.fr`: matching people join by themselves. */
  emailDomains: string | null;
}

export interface Group extends GroupSettings {
  readonly id: number;
  name: string;
  /** Kept by the server itself (`admins`, `trust_level_1`…): its members are worked out, not stored. */
  readonly automatic: boolean;
  /** By the member's id. */
  readonly members: Map<number, Membership>;
}

/** 1 see, reply and create; 2 see and reply; 3 see. */
export type PermissionType = 1 | 2 | 3;

export interface Category {
  readonly id: number;
  name: string;
  slug: string;
  color: string;
  textColor: string;
  parentId: number | null;
  position: number;
  topicTemplate: string | null;
  description: string | null;
  /** Only the groups of `permissions` come in; stays true when the last of them is deleted. */
  readRestricted: boolean;
  /** By group id. Nothing in it and not restricted: open to everyone. */
  permissions: Map<number, PermissionType>;
  moderatingGroupIds: number[];
  readonly customFields: Record<string, string>;
  defaultListFilter: string;
  /** The topic "About the … category"; null for Uncategorized. */
  topicId: number | null;
}

export interface Topic {
  readonly id: number;
  title: string;
  categoryId: number;
  readonly userId: number;
  readonly externalId: string | null;
  readonly createdAt: number;
  bumpedAt: number;
  closed: boolean;
  archived: boolean;
  visible: boolean;
  pinnedAt: number | null;
  pinnedUntil: number | null;
  pinnedGlobally: boolean;
  deletedAt: number | null;
}

export interface Post {
  readonly id: number;
  readonly topicId: number;
  readonly number: number;
  readonly userId: number;
  raw: string;
  readonly replyTo: number | null;
  readonly createdAt: number;
  updatedAt: number;
  version: number;
  editReason: string | null;
  deletedAt: number | null;
}

export interface KeyScope {
  readonly resource: string;
  readonly action: string;
  /** Values that a parameter may have; a parameter that is not named may have any. */
  readonly allowedParameters: Readonly<Record<string, readonly string[]>>;
}

export interface ApiKey {
  readonly id: number;
  readonly keyHash: string;
  readonly description: string;
  /** Null: all users. */
  readonly userId: number | null;
  /** Nothing in it: unrestricted. */
  readonly scopes: readonly KeyScope[];
  revoked: boolean;
  lastUsedAt: number | null;
  readonly createdAt: number;
}

export interface StoredQuery {
  readonly id: number;
  name: string;
  sql: string;
}

export interface DiscourseState {
  readonly users: Map<number, User>;
  readonly groups: Map<number, Group>;
  readonly categories: Map<number, Category>;
  readonly topics: Map<number, Topic>;
  readonly posts: Map<number, Post>;
  readonly apiKeys: Map<number, ApiKey>;
  /** Queries of the Data Explorer. */
  readonly queries: Map<number, StoredQuery>;
  readonly nextIds: {
    user: number;
    group: number;
    category: number;
    topic: number;
    post: number;
    apiKey: number;
    query: number;
  };
}

export const emptyState = (): DiscourseState => ({
  users: new Map(),
  groups: new Map(),
  categories: new Map(),
  topics: new Map(),
  posts: new Map(),
  apiKeys: new Map(),
  queries: new Map(),
  // Real sites number their own groups from 41 on and have four categories from the start.
  nextIds: { user: 1, group: 41, category: 5, topic: 5, post: 5, apiKey: 1, query: 1 },
});
