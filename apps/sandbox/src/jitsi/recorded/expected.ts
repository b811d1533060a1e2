/** What a recorded answer says must happen. */
export interface Expected {
  readonly answer: 'joined' | 'refused' | 'crashed';
  /** `owner moderator`; null where the recording doesn't say. */
  readonly as: 'owner moderator' | 'member participant' | null;
  readonly at: 'connection' | 'room' | null;
  /** A part of the server's words; null where the recording quotes none. */
  readonly words: string | null;
}

/** Reads the recording's own shorthand: `accept: owner/moderator`, `SASL not-allowed 'token required'`, `join error …`. */
export function expectedOf(answer: string): Expected {
  if (/traceback/.test(answer)) return { answer: 'crashed', as: null, at: null, words: null };
  if (/^accept/i.test(answer)) {
    const as = /owner/.test(answer) ? 'owner moderator' : /member/.test(answer) ? 'member participant' : null;
    return { answer: 'joined', as, at: null, words: null };
  }
  const at = answer.startsWith('join error') ? 'room' : 'connection';
  return { answer: 'refused', as: null, at, words: wordsIn(answer) };
}

/** The words between the outer quotes, without a part that differs from one time to another. */
function wordsIn(answer: string): string | null {
  const quoted = /"([^"]*)"/.exec(answer)?.[1] ?? /(?:^|\s)'(.*)'(?=\s|$)/.exec(answer)?.[1];
  if (quoted === undefined) return answer.includes('room-does-not-exist') ? 'room-does-not-exist' : null;
  return quoted.replace(/\s*\(\.\.\.\)$/, '');
}
