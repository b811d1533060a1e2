import type { TargetConnector } from '@passerelle/connector-kit';
import { accountModes } from './account-modes.ts';
import { apply } from './apply.ts';
import { check } from './check.ts';
import type { NextcloudConfig } from './config.ts';
import { manifest } from './manifest.ts';
import { observe } from './observe.ts';
import { openSession } from './session.ts';

export type { NextcloudConfig } from './config.ts';

/** Nextcloud 30 and later: accounts, groups, memberships, team folders with their levels. */
export const nextcloud: TargetConnector<NextcloudConfig> = {
  manifest,
  use: (config) => ({
    accountMode: accountModes(config),
    rations: config.rateLimitLifted ? [] : manifest.rations,
    credential: JSON.stringify(
      [
        config.url,
        ...[config.credentials, ...(config.owners ?? [])].map(({ user, password }) => [user, password]),
      ].flat(),
    ),
  }),
  connect(config, context) {
    const session = openSession(config, context);
    return {
      check: (call) => check(session, call),
      observe: (scope, call) => observe(session, scope, call),
      apply: (batch, call) => apply(session, batch, call),
      // The HTTP client belongs to whoever gave it.
      close: () => Promise.resolve(),
    };
  },
};
