import { outcomeOf, type Told } from '../outcome.ts';
import type { Place, ToolProbe } from '../tool-probe.ts';
import { ocsField, type CloudSite } from './cloud-site.ts';

const base = '/ocs/v2.php/apps/forms/api/v3/forms';

export function formsProbe(site: CloudSite): ToolProbe {
  const idOf = ({ native }: Place): string => native.replace(/^forms:/, '').split('+')[0] ?? '';
  return {
    tool: 'forms',
    // The ready-made forms are there.
    prepare: () => Promise.resolve(),
    attempts: {
      async answer(member, place) {
        const form = await site.as(member, 'GET', `${base}/${idOf(place)}`);
        if (outcomeOf(form, { done: [200], refused: [400, 403, 404] }) === 'refused') return 'refused';
        const told = await site.as(member, 'POST', `${base}/${idOf(place)}/submissions`, { answers: answersTo(form) });
        return outcomeOf(told, { done: [201], refused: [403] });
      },
      async create(member) {
        const told = await site.as(member, 'POST', base);
        return outcomeOf(told, { done: [201], refused: [403] });
      },
      async results(member, place) {
        const told = await site.as(member, 'GET', `${base}/${idOf(place)}/submissions`);
        return outcomeOf(told, { done: [200], refused: [403] });
      },
    },
  };
}

/** The first answer of whatever is offered; a few words where nothing is. */
function answersTo(form: Told): Record<string, string[]> {
  const answers: Record<string, string[]> = {};
  const questions = ocsField(form, 'questions');
  for (let index = 0; Array.isArray(questions) && index < questions.length; index += 1) {
    const options = ocsField(form, 'questions', index, 'options');
    const hasOptions = Array.isArray(options) && options.length > 0;
    answers[String(ocsField(form, 'questions', index, 'id'))] = [
      hasOptions ? String(ocsField(form, 'questions', index, 'options', 0, 'id')) : 'Good.',
    ];
  }
  return answers;
}
