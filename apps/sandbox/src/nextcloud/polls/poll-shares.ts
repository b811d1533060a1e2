import { createHash } from 'node:crypto';
import { Router } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { denied, ownPoll } from './poll-access.ts';
import { shareAnswer } from './poll-answer.ts';
import type { Poll, PollShare } from './poll-state.ts';

const BASE = '/apps/polls/api/v1.0';
const app = 'polls' as const;

/** Whom a poll is shared with. Sharing twice makes two shares, and a group that is not there gets one that opens nothing (facts §8). */
export const pollShares = (platform: Platform): Router => {
  const router = Router();
  const { state } = platform;
  const shareOf = ({ caller, path }: OcsCall): { poll: Poll; share: PollShare } => {
    for (const poll of state.polls.polls) {
      const share = poll.shares.find(({ token }) => token === path('token'));
      if (share === undefined) continue;
      if (poll.owner !== caller.account.uid) throw denied('editPoll');
      return { poll, share };
    }
    throw new OcsRefusal(400, 'Share not found');
  };
  const typeOf = (type: string, name: string): PollShare['type'] => {
    if (type === 'group') return state.groups.has(name) ? 'group' : 'deleted';
    if (type === 'user') return findAccount(state, name) === undefined ? 'deleted' : 'user';
    throw new OcsRefusal(400, `this stand-in does not serve shares of type ${type}`);
  };

  router.get(
    `${BASE}/poll/:poll/shares`,
    ocsRoute(platform, { app }, (call) => {
      const poll = ownPoll(platform, call);
      return { shares: poll.shares.map((share) => shareAnswer(platform, poll, share)) };
    }),
  );
  router.post(
    `${BASE}/poll/:poll/share/:type`,
    ocsRoute(platform, { app, success: 201 }, (call) => {
      const poll = ownPoll(platform, call);
      const name = call.values.text('userId') ?? '';
      const id = state.polls.next.share++;
      const token = createHash('sha256').update(`${poll.id} ${id}`).digest('hex').slice(0, 8);
      const type = typeOf(call.path('type'), name);
      const share: PollShare = { id, token, type, with: name, locked: false, deleted: false };
      poll.shares.push(share);
      return { share: shareAnswer(platform, poll, share) };
    }),
  );
  const changing = (change: (share: PollShare) => void) =>
    ocsRoute(platform, { app }, (call) => {
      const { poll, share } = shareOf(call);
      change(share);
      return { share: shareAnswer(platform, poll, share) };
    });
  router.delete(
    `${BASE}/share/:token`,
    changing((share) => void (share.deleted = true)),
  );
  router.put(
    `${BASE}/share/:token/restore`,
    changing((share) => void (share.deleted = false)),
  );
  router.put(
    `${BASE}/share/:token/lock`,
    changing((share) => void (share.locked = true)),
  );
  router.put(
    `${BASE}/share/:token/unlock`,
    changing((share) => void (share.locked = false)),
  );
  return router;
};
