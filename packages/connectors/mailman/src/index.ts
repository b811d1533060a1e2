import type { TargetConnector } from '@passerelle/connector-kit';
import { apply } from './apply.ts';
import { check } from './check.ts';
import type { MailmanConfig } from './config.ts';
import { manifest } from './manifest.ts';
import { markOf } from './mark.ts';
import { observe } from './observe.ts';
import { openSession } from './session.ts';

export { configSchema as mailmanConfig, type MailmanConfig } from './config.ts';

/** Mailman core 3.3 and later: a list per community; who receives, who writes, who moderates. */
export const mailman: TargetConnector<MailmanConfig> = {
  manifest,
  use: (config) => ({
    accountMode: { local: 'create', directory: 'create' },
    rations: manifest.rations,
    credential: JSON.stringify([config.url, config.credentials.user, config.credentials.password]),
  }),
  connect(config, context) {
    const session = openSession(config, context);
    return {
      check: (call) => check(session, call),
      observe: (scope, call) => observe(session, scope, call),
      apply: (batch, call) => apply(session, batch, call),
      mark: markOf(session),
      // The HTTP client belongs to whoever gave it.
      close: () => Promise.resolve(),
    };
  },
};
