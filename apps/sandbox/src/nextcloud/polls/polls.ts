import { Router } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { mayCreatePolls, ownPoll, pollOf, rightsIn, seenPoll } from './poll-access.ts';
import { optionAnswer, pollAnswer, shareAnswer, voteAnswer } from './poll-answer.ts';
import { configurationSchema, type Poll } from './poll-state.ts';

const BASE = '/apps/polls/api/v1.0';
const app = 'polls' as const;

const newPoll = (platform: Platform, { caller, values }: OcsCall): Poll => {
  if (!mayCreatePolls(platform, caller.account)) throw new OcsRefusal(400, 'Poll creation is disabled');
  const type = values.text('type');
  if (type !== 'datePoll' && type !== 'textPoll') throw new OcsRefusal(400, 'Invalid poll type');
  const title = (values.text('title') ?? '').trim();
  if (title === '') throw new OcsRefusal(400, 'Title must not be empty');
  return {
    id: platform.state.polls.next.poll++,
    type,
    owner: caller.account.uid,
    created: platform.seconds(),
    configuration: configurationSchema.parse({ title }),
    options: [],
    shares: [],
    votes: [],
  };
};

/** Polls themselves: made, read, set, closed, handed over, deleted. */
export const polls = (platform: Platform): Router => {
  const router = Router();
  const all = (): Poll[] => platform.state.polls.polls;
  const changing = (change: (poll: Poll, call: OcsCall) => void) =>
    ocsRoute(platform, { app }, (call) => {
      const poll = ownPoll(platform, call);
      change(poll, call);
      return { poll: pollAnswer(platform, poll, call.caller.account) };
    });
  const receiver = ({ path }: OcsCall): string => {
    const account = findAccount(platform.state, path('target'));
    if (account === undefined) throw new OcsRefusal(400, 'Invalid username');
    return account.uid;
  };

  router.get(
    `${BASE}/polls`,
    ocsRoute(platform, { app }, ({ caller }) => ({
      polls: all()
        .filter((poll) => rightsIn(platform, poll, caller.account).view)
        .map((poll) => pollAnswer(platform, poll, caller.account)),
    })),
  );
  router.post(
    `${BASE}/poll`,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const poll = newPoll(platform, call);
      all().push(poll);
      return { poll: pollAnswer(platform, poll, call.caller.account) };
    }),
  );
  router.get(
    `${BASE}/poll/:poll`,
    ocsRoute(platform, { app }, (call) => {
      const { account } = call.caller;
      const { poll, rights } = seenPoll(platform, call);
      return {
        poll: pollAnswer(platform, poll, account),
        options: poll.options.map((option) => optionAnswer(platform, poll, option, account)),
        votes: rights.seeResults ? poll.votes.map((vote) => voteAnswer(platform, poll, vote)) : [],
        comments: [],
        shares: rights.isOwner ? poll.shares.map((share) => shareAnswer(platform, poll, share)) : [],
        subscribed: false,
      };
    }),
  );
  router.put(
    `${BASE}/poll/:poll`,
    ocsRoute(platform, { app }, (call) => {
      const poll = ownPoll(platform, call);
      const given = call.values.value('pollConfiguration');
      const before = poll.configuration;
      const after = configurationSchema.safeParse({ ...before, ...(typeof given === 'object' ? given : {}) });
      if (!after.success) throw new OcsRefusal(400, 'Invalid value');
      poll.configuration = after.data;
      return { poll: pollAnswer(platform, poll, call.caller.account), diff: {}, changes: {} };
    }),
  );
  router.delete(
    `${BASE}/poll/:poll`,
    changing((poll) => void all().splice(all().indexOf(poll), 1)),
  );
  router.put(
    `${BASE}/poll/:poll/close`,
    changing((poll) => {
      poll.configuration.expire = Math.min(platform.seconds(), poll.configuration.expire || platform.seconds());
    }),
  );
  router.put(
    `${BASE}/poll/:poll/reopen`,
    changing((poll) => {
      poll.configuration.expire = 0;
    }),
  );
  router.put(
    `${BASE}/poll/transfer/:source/:target`,
    ocsRoute(platform, { app, for: 'admin' }, (call) => {
      const uid = receiver(call);
      const moved = all().filter(({ owner }) => owner === findAccount(platform.state, call.path('source'))?.uid);
      for (const poll of moved) poll.owner = uid;
      return { transferred: moved.map((poll) => pollAnswer(platform, poll, call.caller.account)) };
    }),
  );
  router.put(
    `${BASE}/poll/:poll/transfer/:target`,
    ocsRoute(platform, { app, for: 'admin' }, (call) => {
      const poll = pollOf(platform, call.path('poll'));
      poll.owner = receiver(call);
      return { transferred: pollAnswer(platform, poll, call.caller.account) };
    }),
  );
  return router;
};
