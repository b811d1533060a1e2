import type { Work } from '../../apply/working.ts';
import { addOptions, addQuestion, type Form } from '../../client/forms.ts';
import type { readyMade } from '../ready-made/templates.ts';

type Question = (typeof readyMade)['forms'][number]['questions'][number];

/** The questions that are not there yet, in their order, with the options that are not. */
export const writeQuestions = async (
  { session, call }: Work,
  form: Pick<Form, 'id' | 'questions'>,
  questions: readonly Question[],
  language: 'fr' | 'en',
): Promise<void> => {
  for (const { type, text, options } of questions) {
    const known = form.questions.find((question) => question.text === text[language]);
    const question = known?.id ?? (await addQuestion(session, call, form.id, { type, text: text[language] }));
    const held = new Set(known?.options.map((option) => option.text));
    const missing = (options?.[language] ?? []).filter((option) => !held.has(option));
    if (missing.length > 0) await addOptions(session, call, { form: form.id, question }, missing);
  }
};
