import type { Json } from './transport/answer.ts';

export const roles = ['member', 'owner', 'moderator', 'nonmember'] as const;
export type Role = (typeof roles)[number];
export const actions = ['hold', 'reject', 'discard', 'accept', 'defer'] as const;
export type Action = (typeof actions)[number];
export const deliveryStatuses = ['enabled', 'by_user', 'by_bounces', 'by_moderator', 'unknown'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export const deliveryModes = ['regular', 'plaintext_digests', 'mime_digests', 'summary_digests'] as const;
export type DeliveryMode = (typeof deliveryModes)[number];

/** What is set; anything else is looked up further out: the address, the user, the system. */
export interface Preferences {
  deliveryStatus?: DeliveryStatus | undefined;
  deliveryMode?: DeliveryMode | undefined;
  language?: string | undefined;
  hideAddress?: boolean | undefined;
}
export interface Domain {
  readonly mailHost: string;
  readonly description: string | null;
}
export interface MailingList {
  /** `icane.lists.example.org`, for ever. */
  readonly id: string;
  readonly name: string;
  readonly mailHost: string;
  readonly config: Record<string, Json>;
  readonly createdAt: number;
}
export interface User {
  readonly id: string;
  displayName: string;
  serverOwner: boolean;
  readonly createdAt: number;
  /** In lower case. */
  preferred: string | null;
  readonly preferences: Preferences;
}
export interface Address {
  /** In lower case: the key. */
  readonly email: string;
  readonly original: string;
  displayName: string;
  userId: string | null;
  verifiedAt: number | null;
  readonly registeredAt: number;
  readonly preferences: Preferences;
}
export interface Member {
  readonly id: string;
  readonly listId: string;
  readonly role: Role;
  /** Subscribed as this user, by whatever address they prefer. */
  readonly userId: string | null;
  /** Subscribed by this one address. */
  email: string | null;
  moderationAction: Action | null;
  readonly preferences: Preferences;
  bounceScore: number;
}
export interface Ban {
  readonly listId: string | null;
  /** An address, or a pattern that begins with `^`. */
  readonly email: string;
}
export interface SubscriptionRequest {
  readonly token: string;
  readonly listId: string;
  readonly email: string;
  readonly displayName: string;
  readonly when: number;
  readonly tokenOwner: 'subscriber' | 'moderator';
}
export interface HeldMessage {
  readonly id: number;
  readonly listId: string;
  readonly sender: string;
  readonly subject: string;
  readonly messageId: string;
  readonly reason: string;
  readonly text: string;
  readonly heldAt: number;
}
/** A mail that left the server. */
export interface SentMail {
  readonly kind: 'post' | 'notice' | 'rejection' | 'welcome' | 'goodbye' | 'confirmation';
  readonly listId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly at: number;
}

export interface MailmanState {
  readonly domains: Map<string, Domain>;
  readonly lists: Map<string, MailingList>;
  readonly users: Map<string, User>;
  readonly addresses: Map<string, Address>;
  readonly members: Map<string, Member>;
  bans: Ban[];
  requests: SubscriptionRequest[];
  held: HeldMessage[];
  sent: SentMail[];
  nextHeld: number;
}
export const emptyState = (): MailmanState => ({
  domains: new Map(),
  lists: new Map(),
  users: new Map(),
  addresses: new Map(),
  members: new Map(),
  bans: [],
  requests: [],
  held: [],
  sent: [],
  nextHeld: 1,
});
