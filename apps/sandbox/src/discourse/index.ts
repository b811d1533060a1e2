import { startHttpHost } from '../http-host.ts';
import { readStateFile, stateFile } from '../state-file.ts';
import type { StandIn } from '../stand-in.ts';
import { endpoints } from './endpoints.ts';
import { ensureFirstContents } from './first-contents.ts';
import type { DiscourseOptions } from './options.ts';
import type { Platform } from './platform.ts';
import { DEFAULT_LIMITS, DEFAULT_SETTINGS, type ServerLimits, type SiteSettings } from './settings.ts';
import { snapshotOf, stateFrom, type DiscourseSnapshot } from './snapshot.ts';
import { emptyState, type DiscourseState } from './state.ts';
import { memo } from './topics/memo.ts';
import { addressLimits } from './transport/address-limits.ts';
import { adminApiRation } from './transport/admin-api-ration.ts';
import { dispatch } from './transport/dispatch.ts';
import { plausibleMs } from './transport/latency.ts';
import { requestLog, type RequestLog } from './transport/request-log.ts';
import { serverSessions } from './transport/server-sessions.ts';
import { accountIndex } from './users/account-index.ts';
import { emailChangeLimit } from './users/email-change-limit.ts';

export { explorerQueries, type ExplorerQuery, type ExplorerResult } from './explorer/explorer-queries.ts';
export type { ApiKeyOptions, DiscourseOptions } from './options.ts';
export type { ServerLimits, SiteSettings } from './settings.ts';
export type { Category, DiscourseState, Group, Post, Topic, User } from './state.ts';
export type { LoggedRequest, RequestLog } from './transport/request-log.ts';

/** A running Discourse that isn't one, with what a test or the sandbox may do behind its back. */
export interface DiscourseStandIn extends StandIn {
  readonly name: 'discourse';
  /** Everything that it knows, to set up and to look at. Call `changed` after writing to it. */
  readonly state: DiscourseState;
  readonly log: RequestLog;
  /** Site settings; settable while it runs, DiscourseConnect's address included. */
  readonly settings: SiteSettings;
  /** Rations, read-only mode; settable while it runs. */
  readonly limits: ServerLimits;
  /** Forgets how many calls were made, of administrators' keys and from addresses. */
  resetRateLimits(): void;
  /** Says that `state` was changed from outside, so that what is worked out of it and the state file follow. */
  changed(): void;
  snapshot(): DiscourseSnapshot;
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/**
 * Starts a server that speaks the protocol of a current Discourse on the loopback, refusals, rations and surprises
 * included. Rejects when the state file cannot be read, or a key has a scope that doesn't exist.
 */
export const startDiscourse = async (options: DiscourseOptions): Promise<DiscourseStandIn> => {
  const now = options.now ?? Date.now;
  const kept = options.stateFile === undefined ? null : await readStateFile(options.stateFile);
  const state = kept === null ? emptyState() : stateFrom(kept);
  const accounts = accountIndex(state);
  const settings: SiteSettings = { ...DEFAULT_SETTINGS, ...options.settings };
  const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const file =
    options.stateFile === undefined ? null : stateFile('Discourse', options.stateFile, () => snapshotOf(state));
  const platform: Platform = {
    state,
    accounts,
    settings,
    limits,
    adminApiRation: adminApiRation(now, () => limits.adminApiPerMinute),
    addressLimits: addressLimits(now),
    sessions: serverSessions(now),
    emailChanges: emailChangeLimit(now),
    postMemo: memo(now),
    now,
    changed: () => file?.changed(),
  };
  ensureFirstContents(platform, options);
  const { log, record } = requestLog();
  const sleep = options.sleep ?? waited;
  const slow = (kind: string | null): Promise<void> =>
    options.latency === 'recorded' ? sleep(plausibleMs(kind)) : Promise.resolve();
  const host = await startHttpHost({
    handler: dispatch({ platform, endpoints, record, slow }),
    middleware: options.middleware,
    port: options.port,
  });
  file?.changed();
  return {
    name: 'discourse',
    url: host.url,
    state,
    log,
    settings,
    limits,
    resetRateLimits: () => {
      platform.adminApiRation.reset();
      platform.addressLimits.reset();
    },
    changed: () => {
      accounts.invalidate();
      file?.changed();
    },
    snapshot: () => snapshotOf(state),
    stop: async () => {
      await host.stop();
      await file?.close();
    },
  };
};
