import { expectDone, outcomeOf } from '../outcome.ts';
import type { Place, ToolProbe } from '../tool-probe.ts';
import { ocsField, type CloudSite } from './cloud-site.ts';

const base = '/ocs/v2.php/apps/polls/api/v1.0';
/** Every refusal of this app is a 400 (facts, nextcloud.md §8); only these words in it are a refusal of the person. */
const refusals = /denied permission|Poll creation is disabled/;

export function pollsProbe(site: CloudSite): ToolProbe {
  const idOf = ({ native }: Place): string => native.replace(/^polls:/, '').split('+')[0] ?? '';
  const options = new Map<string, number>();
  return {
    tool: 'polls',
    async prepare(place, by) {
      const option = { option: { timestamp: 1_900_000_000, duration: 3600 } };
      const made = await site.as(by, 'POST', `${base}/poll/${idOf(place)}/option`, option);
      options.set(place.native, Number(ocsField(expectDone(made, 'a date to vote on'), 'option', 'id')));
    },
    attempts: {
      async vote(member, place) {
        const told = await site.as(member, 'PUT', `${base}/option/${options.get(place.native) ?? 0}/vote/yes`);
        return refusals.test(told.text) ? 'refused' : outcomeOf(told, { done: [200], refused: [403] });
      },
      async create(member) {
        const told = await site.as(member, 'POST', `${base}/poll`, { type: 'textPoll', title: `By ${member.name}` });
        return refusals.test(told.text) ? 'refused' : outcomeOf(told, { done: [201], refused: [403] });
      },
    },
  };
}
