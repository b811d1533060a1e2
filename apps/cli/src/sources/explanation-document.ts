import type { Message } from '@passerelle/model';
import type { Speaker } from '../texts/texts.ts';
import type { ExplanationShown } from './explanation.ts';

/** An explanation for programs: as it is, with each reason in the reader's language beside its code. */
export function explanationDocument(explanation: ExplanationShown, say: Speaker): object {
  const told = (one: Message | null): object | null => (one === null ? null : { ...one, text: say.any(one) });
  if (explanation.kind === 'failed') return { ...explanation, remedy: told(explanation.remedy) };
  const { entry, outside } = explanation;
  return {
    ...explanation,
    outside: outside.map(told),
    entry: {
      ...entry,
      reason: told(entry.reason),
      fields: entry.fields.map(({ why, tried, ...field }) => ({
        ...field,
        why: told(why),
        tried: tried.map(({ why: whyNot, ...attribute }) => ({ ...attribute, why: told(whyNot) })),
      })),
    },
  };
}
