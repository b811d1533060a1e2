/** What came of something that somebody tried: it was done, or the platform refused it. Anything else is an error and no outcome. */
export type Outcome = 'done' | 'refused';

export interface Told {
  readonly status: number;
  readonly text: string;
}

/** @throws Error for an answer that is neither: a platform that breaks has not refused */
export function outcomeOf(
  told: Told,
  { done, refused }: { readonly done: readonly number[]; readonly refused: readonly number[] },
): Outcome {
  if (done.includes(told.status)) return 'done';
  if (refused.includes(told.status)) return 'refused';
  throw new Error(`neither done nor refused: ${told.status} ${told.text.slice(0, 300)}`);
}

/** What had to work for something else to be tried at all. @throws Error */
export function expectDone(told: Told, what: string): Told {
  if (told.status >= 200 && told.status < 300) return told;
  throw new Error(`${what}: ${told.status} ${told.text.slice(0, 300)}`);
}

/** A field of an answer in JSON. @throws Error where it is not there */
export function fieldOf({ text }: Told, ...path: readonly (string | number)[]): unknown {
  let found: unknown = JSON.parse(text);
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  if (found === undefined) throw new Error(`no ${path.join('.')} in ${text.slice(0, 200)}`);
  return found;
}
