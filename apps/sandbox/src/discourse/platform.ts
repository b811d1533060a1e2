import type { ServerLimits, SiteSettings } from './settings.ts';
import type { DiscourseState } from './state.ts';
import type { Memo } from './topics/memo.ts';
import type { AddressLimits } from './transport/address-limits.ts';
import type { AdminApiRation } from './transport/admin-api-ration.ts';
import type { ServerSessions } from './transport/server-sessions.ts';
import type { AccountIndex } from './users/account-index.ts';
import type { EmailChangeLimit } from './users/email-change-limit.ts';

/** What every area of the stand-in works with. */
export interface Platform {
  readonly state: DiscourseState;
  readonly accounts: AccountIndex;
  readonly settings: SiteSettings;
  readonly limits: ServerLimits;
  readonly adminApiRation: AdminApiRation;
  readonly addressLimits: AddressLimits;
  readonly sessions: ServerSessions;
  readonly emailChanges: EmailChangeLimit;
  /** First answers of identical posts. */
  readonly postMemo: Memo;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Says that the state has changed and must reach the state file. */
  readonly changed: () => void;
}

/** Release whose behaviour is meant: a current one, where it differs from 3.1. */
export const VERSION = '2026.8.0';
