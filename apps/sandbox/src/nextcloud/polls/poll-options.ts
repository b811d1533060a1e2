import { Router } from 'express';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute } from '../transport/ocs-route.ts';
import { denied, optionOf, rightsIn, seenPoll } from './poll-access.ts';
import { optionAnswer, voteAnswer } from './poll-answer.ts';
import type { PollOption, PollVote } from './poll-state.ts';

const BASE = '/apps/polls/api/v1.0';
const app = 'polls' as const;
const given = z.object({
  text: z.string().default(''),
  timestamp: z.number().default(0),
  duration: z.number().default(0),
});
const answers: readonly PollVote['answer'][] = ['yes', 'no', 'maybe'];

/** Thrown where the real app breaks: two options of one text make it lose its way when somebody votes (facts §8). */
const breakdown = (): OcsRefusal => new OcsRefusal(500, 'Internal Server Error');

/** What a poll asks, and what people say to it. */
export const pollOptions = (platform: Platform): Router => {
  const router = Router();
  const { state } = platform;
  router.get(
    `${BASE}/poll/:poll/options`,
    ocsRoute(platform, { app }, (call) => {
      const { poll } = seenPoll(platform, call);
      return { options: poll.options.map((option) => optionAnswer(platform, poll, option, call.caller.account)) };
    }),
  );
  router.post(
    `${BASE}/poll/:poll/option`,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const { account } = call.caller;
      const { poll, rights } = seenPoll(platform, call);
      if (!rights.addOptions) throw denied('addOptions');
      const parsed = given.safeParse(call.values.value('option'));
      if (!parsed.success) throw new OcsRefusal(400, 'Invalid option');
      const { text, timestamp, duration } = parsed.data;
      if (poll.type === 'datePoll' && timestamp <= 0) throw new OcsRefusal(400, 'Date polls need a timestamp');
      if (poll.type === 'textPoll' && text === '') throw new OcsRefusal(400, 'Text polls need a text');
      const option: PollOption = {
        id: state.polls.next.option++,
        text: poll.type === 'textPoll' ? text : '',
        timestamp,
        duration,
        owner: account.uid,
      };
      poll.options.push(option);
      const shown = (each: PollOption): object => optionAnswer(platform, poll, each, account);
      return { option: shown(option), repetitions: [], options: poll.options.map(shown), votes: [] };
    }),
  );
  router.delete(
    `${BASE}/option/:option`,
    ocsRoute(platform, { app }, (call) => {
      const { account } = call.caller;
      const { poll, option } = optionOf(platform, call.path('option'));
      if (poll.owner !== account.uid && option.owner !== account.uid) throw denied('deleteOption');
      const answer = optionAnswer(platform, poll, option, account);
      poll.options.splice(poll.options.indexOf(option), 1);
      poll.votes = poll.votes.filter((vote) => vote.option !== option.id);
      return { option: answer };
    }),
  );
  router.put(
    `${BASE}/option/:option/vote/:answer`,
    ocsRoute(platform, { app }, (call) => {
      const { account } = call.caller;
      const { poll, option } = optionOf(platform, call.path('option'));
      const rights = rightsIn(platform, poll, account);
      if (!rights.view) throw denied('accessPoll');
      if (!rights.vote) throw denied('vote');
      const twins = poll.options.filter((each) => each.text === option.text && each.timestamp === option.timestamp);
      if (twins.length > 1) throw breakdown();
      const answer = answers.find((each) => each === call.path('answer'));
      poll.votes = poll.votes.filter((vote) => vote.option !== option.id || vote.user !== account.uid);
      // An empty answer takes the vote back.
      if (answer === undefined) return { vote: null };
      const vote = { id: state.polls.next.vote++, option: option.id, user: account.uid, answer };
      poll.votes.push(vote);
      return { vote: voteAnswer(platform, poll, vote) };
    }),
  );
  router.get(
    `${BASE}/poll/:poll/votes`,
    ocsRoute(platform, { app }, (call) => {
      const { poll, rights } = seenPoll(platform, call);
      const { uid } = call.caller.account;
      const seen = poll.votes.filter(({ user }) => rights.seeResults || user === uid);
      return { votes: seen.map((vote) => voteAnswer(platform, poll, vote)) };
    }),
  );
  return router;
};
