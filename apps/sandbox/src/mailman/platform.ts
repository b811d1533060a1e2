import type { MailmanOptions } from './options.ts';
import type { MailmanState } from './state.ts';

/** What every area of the stand-in works with. */
export interface Platform {
  readonly state: MailmanState;
  readonly options: MailmanOptions;
  /** Base address, without a slash at the end. */
  readonly url: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Port that mails are taken on; 0: none. */
  readonly lmtpPort: () => number;
  /** Says that the state has changed and must reach the state file. */
  readonly changed: () => void;
}

/** Times as Mailman writes them: UTC without saying so. */
export const timeText = (ms: number): string => new Date(ms).toISOString().replace('Z', '000');
