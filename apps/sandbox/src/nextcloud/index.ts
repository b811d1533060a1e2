import { startHttpHost } from '../http-host.ts';
import { readStateFile, stateFile } from '../state-file.ts';
import type { StandIn } from '../stand-in.ts';
import { application } from './application.ts';
import { collectionLimits } from './dav/limits.ts';
import { ensureFirstAccounts } from './first-accounts.ts';
import { APPS, type AppName, type NextcloudOptions, type OidcSettings } from './options.ts';
import type { Platform, PlatformSettings } from './platform.ts';
import { snapshotOf, stateFrom, type NextcloudSnapshot } from './snapshot.ts';
import { emptyState, type NextcloudState } from './state.ts';
import { bruteForce } from './transport/brute-force.ts';
import { recordedLatency } from './transport/latency.ts';
import { rateLimits } from './transport/rate-limits.ts';
import { requestLog, type RequestLog } from './transport/request-log.ts';
import { OIDC_CODE_PATH } from './web/web-pages.ts';

export { APPS, type AppName, type NextcloudOptions, type OidcSettings, type ServiceAccountOptions } from './options.ts';
export type { Account, Group, NextcloudState, Share, TeamFolder } from './state.ts';
export type { LoggedRequest, RequestLog } from './transport/request-log.ts';

/** A running Nextcloud that isn't one, with what a test or the sandbox may do behind its back. */
export interface NextcloudStandIn extends StandIn {
  readonly name: 'nextcloud';
  /** Everything that it knows, to set up and to look at. Call `changed` after writing to it. */
  readonly state: NextcloudState;
  readonly log: RequestLog;
  /** `allowListed`, `language`, `oidc` (settable once the provider's address is known). */
  readonly settings: PlatformSettings;
  readonly apps: Set<AppName>;
  /** Where the OpenID Connect provider must send people back to. */
  readonly oidcRedirectUri: string;
  configureOidc(settings: OidcSettings | null): void;
  /** Maintenance mode on or off, as `occ maintenance:mode`. */
  setMaintenance(on: boolean): void;
  /** `occ security:bruteforce:reset`; all addresses by default. */
  resetBruteForce(address?: string): void;
  /** Forgets how many rationed calls were made. */
  resetRateLimits(): void;
  /** Says that `state` was changed from outside, so that the state file follows. */
  changed(): void;
  snapshot(): NextcloudSnapshot;
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/**
 * Starts a server that speaks the protocol of Nextcloud 32.0.1 on the loopback, refusals, rations and surprises included.
 * Rejects when the state file cannot be read.
 */
export const startNextcloud = async (options: NextcloudOptions): Promise<NextcloudStandIn> => {
  const now = options.now ?? Date.now;
  const seconds = (): number => Math.floor(now() / 1000);
  const kept = options.stateFile === undefined ? null : await readStateFile(options.stateFile);
  const state = kept === null ? emptyState() : stateFrom(kept);
  ensureFirstAccounts(state, options);
  const file =
    options.stateFile === undefined ? null : stateFile('Nextcloud', options.stateFile, () => snapshotOf(state));
  const changed = (): void => file?.changed();
  const settings: PlatformSettings = {
    oidc: options.oidc ?? null,
    language: options.language ?? 'fr',
    allowListed: false,
    collectionLimits: collectionLimits(),
  };
  const platform: Platform = {
    state,
    settings,
    apps: new Set(options.apps ?? APPS),
    bruteForce: bruteForce(seconds, () => settings.allowListed),
    rateLimits: rateLimits(seconds, () => settings.allowListed),
    seconds,
    fetch: options.fetch ?? fetch,
    changed,
  };
  const { log, record } = requestLog();
  const slow = options.latency === 'recorded' ? [recordedLatency(now, options.sleep ?? waited)] : [];
  const host = await startHttpHost({
    handler: application(platform, [record, ...slow]),
    middleware: options.middleware,
    port: options.port,
  });
  changed();
  return {
    name: 'nextcloud',
    url: host.url,
    state,
    log,
    settings,
    apps: platform.apps,
    oidcRedirectUri: host.url + OIDC_CODE_PATH,
    configureOidc: (oidc) => void (settings.oidc = oidc),
    setMaintenance: (on) => {
      state.maintenance = on;
      changed();
    },
    resetBruteForce: (address) => platform.bruteForce.reset(address),
    resetRateLimits: () => platform.rateLimits.reset(),
    changed,
    snapshot: () => snapshotOf(state),
    stop: async () => {
      await host.stop();
      await file?.close();
    },
  };
};
