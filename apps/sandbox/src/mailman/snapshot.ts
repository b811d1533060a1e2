import { z } from 'zod';
import { actions, deliveryModes, deliveryStatuses, roles, type MailmanState } from './state.ts';

const text = z.string();
const time = z.number();
const preferences = z.object({
  deliveryStatus: z.enum(deliveryStatuses).optional(),
  deliveryMode: z.enum(deliveryModes).optional(),
  language: text.optional(),
  hideAddress: z.boolean().optional(),
});
const FORMAT = 'passerelle-sandbox-mailman/1';
const snapshotSchema = z.object({
  format: z.literal(FORMAT),
  domains: z.array(z.object({ mailHost: text, description: text.nullable() })),
  lists: z.array(z.object({ id: text, name: text, mailHost: text, config: z.record(text, z.json()), createdAt: time })),
  users: z.array(
    z.object({
      id: text,
      displayName: text,
      serverOwner: z.boolean(),
      createdAt: time,
      preferred: text.nullable(),
      preferences,
    }),
  ),
  addresses: z.array(
    z.object({
      email: text,
      original: text,
      displayName: text,
      userId: text.nullable(),
      verifiedAt: time.nullable(),
      registeredAt: time,
      preferences,
    }),
  ),
  members: z.array(
    z.object({
      id: text,
      listId: text,
      role: z.enum(roles),
      userId: text.nullable(),
      email: text.nullable(),
      moderationAction: z.enum(actions).nullable(),
      preferences,
      bounceScore: z.number(),
    }),
  ),
  bans: z.array(z.object({ listId: text.nullable(), email: text })),
  requests: z.array(
    z.object({
      token: text,
      listId: text,
      email: text,
      displayName: text,
      when: time,
      tokenOwner: z.enum(['subscriber', 'moderator']),
    }),
  ),
  held: z.array(
    z.object({
      id: z.number(),
      listId: text,
      sender: text,
      subject: text,
      messageId: text,
      reason: text,
      text,
      heldAt: time,
    }),
  ),
  sent: z.array(
    z.object({
      kind: z.enum(['post', 'notice', 'rejection', 'welcome', 'goodbye', 'confirmation']),
      listId: text,
      from: text,
      to: z.array(text),
      subject: text,
      text,
      at: time,
    }),
  ),
  nextHeld: z.number(),
});
export type MailmanSnapshot = z.input<typeof snapshotSchema>;

/** The whole state as plain JSON data. */
export const snapshotOf = (state: MailmanState) => ({
  ...state,
  format: FORMAT,
  domains: [...state.domains.values()],
  lists: [...state.lists.values()],
  users: [...state.users.values()],
  addresses: [...state.addresses.values()],
  members: [...state.members.values()],
});

/** The state that a snapshot was taken of. Throws when the data is not a snapshot of this kind. */
export const stateFrom = (data: unknown): MailmanState => {
  const { format: _, domains, lists, users, addresses, members, ...rest } = snapshotSchema.parse(data);
  return {
    ...rest,
    domains: new Map(domains.map((each) => [each.mailHost, each])),
    lists: new Map(lists.map((each) => [each.id, each])),
    users: new Map(users.map((each) => [each.id, each])),
    addresses: new Map(addresses.map((each) => [each.email, each])),
    members: new Map(members.map((each) => [each.id, each])),
  };
};
