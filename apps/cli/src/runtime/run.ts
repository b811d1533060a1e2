import type { Session } from './session.ts';

/** What commander read: arguments by position, options by their long names in camel case. */
export interface Input {
  readonly args: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
}
/** Answers the exit code. */
export type Run = (session: Session, input: Input) => Promise<number>;
