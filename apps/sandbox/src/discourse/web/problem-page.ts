import type { Answer } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';
import { html, pageAnswer, type TextKey } from './page.ts';

/** Why somebody could not log in, in plain words. */
export const problemPage = (call: Call, status: number, problem: TextKey): Answer =>
  pageAnswer(
    call,
    status,
    (texts, language) =>
      html`<h1>${texts.problem}</h1>
        <p role="alert">${texts[problem]}</p>
        <p><a class="button" href="/?lang=${language}">${texts.back}</a></p>`,
  );
