import { cliTexts, type Speaker } from '../texts/texts.ts';

/** What to do about a platform's refusal; null where there is nothing to do but what the sentence says. */
export const remedyOf = (code: string, say: Speaker): string | null =>
  cliTexts[say.language][`error.${code}.remedy`] === undefined ? null : say(`error.${code}.remedy`);
