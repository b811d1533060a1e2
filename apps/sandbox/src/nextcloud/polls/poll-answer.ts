import { createHash } from 'node:crypto';
import { findAccount, isAdmin } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { mayCreatePolls, rightsIn } from './poll-access.ts';
import type { Poll, PollOption, PollShare, PollVote } from './poll-state.ts';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly type: 'user' | 'admin' | 'group' | 'deleted';
  readonly email?: string;
  readonly language?: string;
}
const userAnswer = ({ id, name, type, email = '', language = 'en' }: Named): object => ({
  array: '',
  categories: [],
  desc: '',
  displayName: name,
  emailAddress: email,
  id,
  user: id,
  isAdmin: type === 'admin',
  isGuest: false,
  isNoUser: type === 'group' || type === 'deleted',
  isUnrestrictedOwner: true,
  languageCode: language,
  languageCodeIntl: language,
  localeCode: language,
  localeCodeIntl: language,
  organisation: '',
  subname: '',
  subtitle: '',
  timeZone: 'UTC',
  type,
  userId: id,
});

const personAnswer = (platform: Platform, uid: string): object => {
  const account = findAccount(platform.state, uid);
  if (account === undefined) return userAnswer({ id: uid, name: uid, type: 'deleted' });
  const { displayName, email, language } = account;
  const type = isAdmin(platform.state, account) ? 'admin' : 'user';
  return userAnswer({ id: account.uid, name: displayName, type, email: email ?? '', language });
};

const votesOf = (poll: Poll, uid: string): PollVote[] => poll.votes.filter(({ user }) => user === uid);

export const pollAnswer = (platform: Platform, poll: Poll, viewer: Account): object => {
  const rights = rightsIn(platform, poll, viewer);
  const own = votesOf(poll, viewer.uid);
  const count = (answer: PollVote['answer']): number => own.filter((vote) => vote.answer === answer).length;
  return {
    id: poll.id,
    type: poll.type,
    votingVariant: 'simple',
    descriptionSafe: poll.configuration.description,
    configuration: poll.configuration,
    owner: personAnswer(platform, poll.owner),
    pollGroups: [],
    status: {
      lastInteraction: poll.created,
      created: poll.created,
      isAnonymous: poll.configuration.anonymous,
      isArchived: false,
      isExpired: rights.isClosed,
      isRealAnonymous: poll.configuration.anonymous && !rights.isOwner,
      relevantThreshold: 0,
      deletionDate: 0,
      archivedDate: 0,
      countParticipants: new Set(poll.votes.map(({ user }) => user)).size,
      maxVotes: 0,
      maxOptionVotes: 0,
      forcedViewMode: null,
    },
    currentUserStatus: {
      userRole: rights.isOwner ? 'owner' : 'user',
      isLocked: rights.view && !rights.vote && !rights.isClosed,
      isInvolved: rights.view,
      isLoggedIn: true,
      isNoUser: false,
      isOwner: rights.isOwner,
      userId: viewer.uid,
      orphanedVotes: 0,
      yesVotes: count('yes'),
      noVotes: count('no'),
      maybeVotes: count('maybe'),
      countVotes: own.length,
      shareToken: '',
      groupInvitations: [],
      pollGroupUserShares: [],
    },
    permissions: {
      addOptions: rights.addOptions,
      addShares: rights.isOwner,
      addSharesExternal: rights.isOwner,
      archive: rights.isOwner,
      changeForeignVotes: false,
      changeOwner: rights.isOwner,
      clone: rights.view && mayCreatePolls(platform, viewer),
      comment: rights.view && poll.configuration.allowComment,
      confirmOptions: rights.isOwner && rights.isClosed,
      deanonymize: false,
      delete: rights.isOwner,
      download: rights.isOwner,
      edit: rights.isOwner,
      reorderOptions: rights.isOwner,
      seeResults: rights.seeResults,
      seeUsernames: rights.isOwner || !poll.configuration.anonymous,
      subscribe: rights.view,
      takeOver: isAdmin(platform.state, viewer) && !rights.isOwner,
      view: rights.view,
      vote: rights.vote,
    },
  };
};

const hashOf = (text: string): string => createHash('md5').update(text).digest('hex');

/** Counts stay at nothing for somebody who may not see results. */
export const optionAnswer = (platform: Platform, poll: Poll, option: PollOption, viewer: Account): object => {
  const { seeResults } = rightsIn(platform, poll, viewer);
  const votes = poll.votes.filter((vote) => vote.option === option.id);
  const count = (answer: PollVote['answer']): number =>
    seeResults ? votes.filter((vote) => vote.answer === answer).length : 0;
  return {
    id: option.id,
    pollId: poll.id,
    text: option.text,
    timestamp: option.timestamp,
    duration: option.duration,
    isoTimestamp: option.timestamp > 0 ? new Date(option.timestamp * 1000).toISOString() : null,
    isoDuration: null,
    deleted: 0,
    order: poll.options.indexOf(option) + 1,
    confirmed: 0,
    locked: false,
    hash: hashOf(`${poll.id}${option.text}${option.timestamp}`),
    isOwner: option.owner === viewer.uid,
    votes: {
      no: count('no'),
      yes: count('yes'),
      maybe: count('maybe'),
      count: seeResults ? votes.length : 0,
      currentUser: votes.find(({ user }) => user === viewer.uid)?.answer ?? null,
    },
    owner: personAnswer(platform, option.owner),
  };
};

const symbols = { yes: '✔', no: '❌', maybe: '❔' } as const;

export const voteAnswer = (platform: Platform, poll: Poll, vote: PollVote): object => ({
  id: vote.id,
  pollId: poll.id,
  optionText: poll.options.find(({ id }) => id === vote.option)?.text ?? '',
  answer: vote.answer,
  deleted: 0,
  optionId: vote.option,
  user: personAnswer(platform, vote.user),
  answerSymbol: symbols[vote.answer],
});

export const shareAnswer = (platform: Platform, poll: Poll, share: PollShare): object => {
  const name = platform.state.groups.get(share.with)?.displayName ?? share.with;
  return {
    id: share.id,
    token: share.token,
    type: share.type,
    pollId: poll.id,
    groupId: null,
    invitationSent: false,
    reminderSent: false,
    locked: share.locked,
    label: '',
    URL: '',
    publicPollEmail: 'optional',
    voted: false,
    deleted: share.deleted,
    user:
      share.type === 'user'
        ? personAnswer(platform, share.with)
        : userAnswer({ id: share.with, name, type: share.type }),
  };
};
