import { z } from 'zod';
import { notificationNames } from './notification-levels.ts';
import { partNames } from './parts.ts';

const username = z.string().trim().min(1).max(60);
const queryId = z.int();
const notification = z.enum(notificationNames);

/** Settings of one Discourse. The console draws its form from this. */
export const configSchema = z
  .strictObject({
    /** Address as people type it, with the folder if there is one: `https://forum.example.org`. */
    url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    credentials: z.strictObject({
      /** An API key: global, or with the scopes that the documentation lists. */
      key: z.string().min(8),
      /** The account in whose name the key acts. */
      username: username.default('system'),
    }),
    /** The secret shared with the forum (setting `discourse_connect_secret`). Without it accounts are made in two steps, through the list of users. */
    connect: z.strictObject({ secret: z.string().min(10) }).optional(),
    accounts: z
      .strictObject({
        /**
         * `first-login`: an account is made asleep, in one call, and wakes at its person's first login. `at-once`: one call more makes it fully
         * active, so that the forum's mails reach somebody who has not come yet.
         */
        activation: z.enum(['first-login', 'at-once']).default('first-login'),
      })
      .default({ activation: 'first-login' }),
    /** Numbers of the two saved queries of Data Explorer (see the documentation): the whole forum is read in a handful of calls then. */
    dataExplorer: z.strictObject({ accounts: queryId, categories: queryId }).optional(),
    /** Number of the category below which communities get theirs. */
    parentCategory: z.int().positive().optional(),
    /** How many categories may lie in one another there: 2, or 3 where the hidden setting `max_category_nesting` says so. */
    categoryLevels: z.union([z.literal(2), z.literal(3)]).default(2),
    /** The sub-categories of a community's category that are wanted. None: `[]`. */
    parts: z.array(z.enum(partNames)).default([...partNames]),
    /** Whether a new community's category gets its two first topics: a welcome, pinned, and a short guide. */
    firstTopics: z.boolean().default(true),
    /**
     * What people are told of each category when they come into a community's groups. Given once, to the groups of the participations, when the category is
     * made: whatever somebody sets for themselves stays. `normal` is the forum's own way, and costs no call.
     */
    notifications: z
      .strictObject({
        main: notification.default('normal'),
        annonces: notification.default('first-post'),
        questions: notification.default('normal'),
        ressources: notification.default('normal'),
      })
      .default({ main: 'normal', annonces: 'first-post', questions: 'normal', ressources: 'normal' }),
    /** What the forum allows to all keys together (`DISCOURSE_MAX_ADMIN_API_REQS_PER_MINUTE`). */
    callsPerMinute: z.int().min(20).max(100_000).default(60),
    /** A hidden group of ours: the accounts in our care are in it, and the store's mark stands on it. */
    careGroup: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){1,18}[a-z0-9]$/, 'a group name of 3 to 20 characters')
      .default('passerelle'),
    /** Usernames that Passerelle never touches, besides staff, system accounts and its own. */
    protectedAccounts: z.array(username).default([]),
  })
  .meta({ title: 'Discourse' });

export type DiscourseConfig = z.infer<typeof configSchema>;
