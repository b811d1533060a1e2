import type { TargetConnector } from '@passerelle/connector-kit';
import { apply } from './apply.ts';
import { check } from './check.ts';
import type { DiscourseConfig } from './config.ts';
import { forumDoor } from './forum-door.ts';
import { manifest } from './manifest.ts';
import { markOf } from './mark.ts';
import { observe } from './observe.ts';
import { partsOf } from './parts.ts';
import { rationsOf } from './rations.ts';
import { openSession } from './session.ts';

export { configSchema as discourseConfig, type DiscourseConfig } from './config.ts';
export { accountsQuery, categoriesQuery } from './client/explorer-queries.ts';

/** Discourse 3.1 and later: accounts, groups, memberships in bulk, a category per community with its levels and sub-categories. */
export const discourse: TargetConnector<DiscourseConfig> = {
  manifest,
  use: (config) => ({
    accountMode: { local: 'create', directory: 'create' },
    parts: partsOf(config),
    rations: rationsOf(config.callsPerMinute),
    credential: JSON.stringify([config.url, config.credentials.username, config.credentials.key]),
  }),
  connect(config, context) {
    const session = openSession(config, context);
    return {
      check: (call) => check(session, call),
      observe: (scope, call) => observe(session, scope, call),
      apply: (batch, call) => apply(session, batch, call),
      mark: markOf(session),
      ...(config.connect === undefined ? {} : { doors: { forum: forumDoor(config, config.connect.secret) } }),
      // The HTTP client belongs to whoever gave it.
      close: () => Promise.resolve(),
    };
  },
};
