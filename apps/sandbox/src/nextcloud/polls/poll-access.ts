import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import type { OcsCall } from '../transport/ocs-route.ts';
import { groupsOf } from '../accounts.ts';
import type { Poll, PollOption, PollShare } from './poll-state.ts';

/** Every refusal of this app is a 400 with a word for it, never a 403 or a 404 (facts §8). */
export const denied = (permission: string): OcsRefusal => new OcsRefusal(400, `denied permission ${permission}`);

/** What somebody may do with a poll. */
export interface PollRights {
  readonly isOwner: boolean;
  readonly view: boolean;
  readonly vote: boolean;
  readonly addOptions: boolean;
  readonly seeResults: boolean;
  readonly isClosed: boolean;
}

const sharesWith = (platform: Platform, poll: Poll, account: Account): PollShare[] => {
  const groups = new Set(groupsOf(platform.state, account));
  return poll.shares.filter(
    ({ type, with: name, deleted }) =>
      !deleted && ((type === 'group' && groups.has(name)) || (type === 'user' && name === account.uid)),
  );
};

export const rightsIn = (platform: Platform, poll: Poll, account: Account): PollRights => {
  const { configuration } = poll;
  const isOwner = poll.owner === account.uid;
  const shares = sharesWith(platform, poll, account);
  const view = isOwner || configuration.access === 'open' || shares.length > 0;
  const isClosed = configuration.expire > 0 && configuration.expire <= platform.seconds();
  // A locked share reads only.
  const isLocked = !isOwner && shares.length > 0 && shares.every(({ locked }) => locked);
  const vote = view && !isClosed && !isLocked;
  const proposes =
    configuration.allowProposals !== 'disallow' &&
    (configuration.proposalsExpire === 0 || configuration.proposalsExpire > platform.seconds());
  const { showResults } = configuration;
  return {
    isOwner,
    view,
    vote,
    isClosed,
    addOptions: isOwner || (vote && proposes),
    seeResults: isOwner || (view && (showResults === 'always' || (showResults === 'closed' && isClosed))),
  };
};

export const pollOf = (platform: Platform, id: string | number): Poll => {
  const poll = platform.state.polls.polls.find((each) => each.id === Number(id));
  if (poll === undefined) throw new OcsRefusal(400, 'Poll not found');
  return poll;
};

/** The poll that a call names, which its caller may at least see. */
export const seenPoll = (platform: Platform, { caller, path }: OcsCall): { poll: Poll; rights: PollRights } => {
  const poll = pollOf(platform, path('poll'));
  const rights = rightsIn(platform, poll, caller.account);
  if (!rights.view) throw denied('accessPoll');
  return { poll, rights };
};

export const ownPoll = (platform: Platform, call: OcsCall): Poll => {
  const { poll, rights } = seenPoll(platform, call);
  if (!rights.isOwner) throw denied('editPoll');
  return poll;
};

export const optionOf = (platform: Platform, id: string): { poll: Poll; option: PollOption } => {
  for (const poll of platform.state.polls.polls) {
    const option = poll.options.find((each) => each.id === Number(id));
    if (option !== undefined) return { poll, option };
  }
  throw new OcsRefusal(400, 'Option not found');
};

/** The switch for everybody, or the groups named; administrators are no exception there. */
export const mayCreatePolls = (platform: Platform, account: Account): boolean => {
  const { allowPollCreation, pollCreationGroups } = platform.state.polls.settings;
  return allowPollCreation || groupsOf(platform.state, account).some((gid) => pollCreationGroups.includes(gid));
};
