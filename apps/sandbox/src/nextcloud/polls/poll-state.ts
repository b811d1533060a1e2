import { z } from 'zod';

/** What an owner may set; the names and the defaults are the app's (9.2). */
export const configurationSchema = z.object({
  title: z.string(),
  description: z.string().default(''),
  access: z.enum(['private', 'open']).default('private'),
  allowComment: z.boolean().default(false),
  allowDownload: z.boolean().default(false),
  allowMaybe: z.boolean().default(false),
  allowProposals: z.enum(['disallow', 'allow', 'review']).default('disallow'),
  anonymous: z.boolean().default(false),
  autoReminder: z.boolean().default(false),
  collapseDescription: z.boolean().default(false),
  /** Seconds since the epoch; 0 never. */
  expire: z.number().default(0),
  forceConfidentialComments: z.boolean().default(false),
  forcedDisplayMode: z.string().default('user-pref'),
  hideBookedUp: z.boolean().default(false),
  proposalsExpire: z.number().default(0),
  showResults: z.enum(['always', 'closed', 'never']).default('always'),
  timezoneName: z.string().nullable().default(null),
  useNo: z.boolean().default(true),
  maxVotesPerOption: z.number().default(0),
  maxVotesPerUser: z.number().default(0),
});
const option = z.object({
  id: z.number(),
  text: z.string(),
  timestamp: z.number(),
  duration: z.number(),
  owner: z.string(),
});
/** A `deleted` share stays in the list, as the app keeps it for a while to undo. `invalid`: of a group that never was (facts §8). */
const share = z.object({
  id: z.number(),
  token: z.string(),
  type: z.enum(['group', 'user', 'deleted']),
  with: z.string(),
  locked: z.boolean(),
  deleted: z.boolean(),
});
const vote = z.object({
  id: z.number(),
  option: z.number(),
  user: z.string(),
  answer: z.enum(['yes', 'no', 'maybe']),
});
const poll = z.object({
  id: z.number(),
  type: z.enum(['datePoll', 'textPoll']),
  owner: z.string(),
  created: z.number(),
  configuration: configurationSchema,
  options: z.array(option),
  shares: z.array(share),
  votes: z.array(vote),
});
const settings = z.object({
  /** Everybody may make polls; else only the groups named. */
  allowPollCreation: z.boolean(),
  pollCreationGroups: z.array(z.string()),
  /** Whatever else an administrator has set, kept as it came. */
  others: z.record(z.string(), z.unknown()),
});
export const pollsSchema = z.object({
  polls: z.array(poll),
  settings,
  next: z.object({ poll: z.number(), option: z.number(), share: z.number(), vote: z.number() }),
});
export type Poll = z.infer<typeof poll>;
export type PollOption = z.infer<typeof option>;
export type PollShare = z.infer<typeof share>;
export type PollVote = z.infer<typeof vote>;
export type PollsState = z.infer<typeof pollsSchema>;

export const emptyPolls = (): PollsState => ({
  polls: [],
  settings: {
    allowPollCreation: true,
    pollCreationGroups: [],
    others: { allowPublicShares: true, allowAllAccess: true, allowPollDownload: true, autoArchive: false },
  },
  next: { poll: 1, option: 1, share: 1, vote: 1 },
});
