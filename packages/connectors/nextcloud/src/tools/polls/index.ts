import { textLanguage } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import {
  configurePoll,
  createPoll,
  readPolls,
  readPollShares,
  removePollShare,
  sharePoll,
  unlockPollShare,
} from '../../client/polls.ts';
import data from '../../levels.json' with { type: 'json' };
import type { ReadyMadeApp, SharedWith } from '../ready-made/ready-made-app.ts';
import { readyMadeSpaces } from '../ready-made/ready-made-spaces.ts';
import { readyMade } from '../ready-made/templates.ts';
import type { ToolSpaces } from '../tool-spaces.ts';
import { pollCreators } from './creators.ts';

const templates = readyMade.polls;

const isEmpty = async ({ session, call }: Work, id: number): Promise<boolean> => {
  const polls = await readPolls(session, call);
  return polls !== 'no-app' && polls.some((poll) => poll.id === id && poll.description === '');
};

const app: ReadyMadeApp = {
  tool: 'polls',
  join: 'vote',
  shownLevels: { vote: data.polls.vote.shown, create: data.polls.create.shown },
  endings: templates.map(({ ending }) => ending),
  // Who sees a poll's results is the poll's own setting: everybody whom it is shared with.
  creatorsSeeResults: false,
  creators: pollCreators,
  async list(session, call) {
    const polls = await readPolls(session, call);
    if (polls === 'no-app') return polls;
    const { user } = session.config.credentials;
    return polls.filter(({ owner }) => owner.toLowerCase() === user.toLowerCase());
  },
  async make({ session, call }, index, title) {
    return (await createPoll(session, call, templates[index]?.type ?? 'datePoll', title)).id;
  },
  async fill(work, { index, id, isNew }, language) {
    const template = templates[index];
    // The description is written in the same call as everything else: where there is one, nothing is missing.
    if (template === undefined || (!isNew && !(await isEmpty(work, id)))) return false;
    const description = template.description[textLanguage(language)];
    await configurePoll(work.session, work.call, id, { ...template.configuration, description });
    return true;
  },
  retitle: ({ session, call }, id, title) => configurePoll(session, call, id, { title }),
  async shares(session, call, id) {
    const shares = await readPollShares(session, call, id);
    if (shares === null) return null;
    const groups = [...new Set(shares.map(({ group }) => group))];
    return groups.map((group): SharedWith => {
      const own = shares.filter((share) => share.group === group);
      const open = own.filter(({ locked }) => !locked);
      const refs = [...open, ...own.filter(({ locked }) => locked)].map(({ token }) => token);
      const gives = open.length > 0 ? 'join' : 'other';
      return { group, gives, detail: gives === 'join' ? 'may vote' : 'locked: reads only', refs };
    });
  },
  async setShare({ session, call }, { id, group, known }, gives) {
    const [kept, ...others] = known?.refs ?? [];
    for (const token of others) await removePollShare(session, call, token);
    if (kept === undefined) {
      if (gives !== 'none') await sharePoll(session, call, id, group);
    } else if (gives === 'none') await removePollShare(session, call, kept);
    else if (known?.gives === 'other') await unlockPollShare(session, call, kept);
  },
};

/** A date poll of each community in Nextcloud Polls. */
export const polls: ToolSpaces = readyMadeSpaces(app);
