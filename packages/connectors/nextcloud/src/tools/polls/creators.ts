import { readPollSettings, writePollSettings, type PollSettings } from '../../client/polls.ts';
import type { CreatorList, Creators } from '../ready-made/creators.ts';

const creatorsIn = ({ allowPollCreation, pollCreationGroups, ...others }: PollSettings): Creators => ({
  restricted: !allowPollCreation,
  groups: pollCreationGroups.map((group) => (typeof group === 'string' ? group : group.id)),
  others,
});

/** The app writes all its settings at once: everything else goes back as it came. */
export const pollCreators: CreatorList = {
  tool: 'polls',
  read: async (session, call) => creatorsIn(await readPollSettings(session, call)),
  async write(session, call, { others }, { restricted, groups }) {
    const pollCreationGroups = groups.map((id) => ({ id }));
    const wanted = { ...others, allowPollCreation: !restricted, pollCreationGroups };
    return creatorsIn(await writePollSettings(session, call, wanted));
  },
};
