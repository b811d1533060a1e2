import { randomBytes } from 'node:crypto';
import { createHttpClient, silent, type Batch, type Outcome } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { objectOf, type Change } from '@passerelle/model';
import {
  startDiscourse,
  type DiscourseStandIn,
  type SiteSettings,
} from '../../../../apps/sandbox/src/discourse/index.ts';
import {
  accountsQuery,
  categoriesQuery,
  discourse,
  discourseConfig,
} from '../../../../packages/connectors/discourse/src/index.ts';

/** The key of the forum's administrator. */
export const key = 'e'.repeat(64);
export const secret = 'a secret of the stand-in';

export interface Forum {
  readonly server: DiscourseStandIn;
  readonly target: ReturnType<typeof discourse.connect>;
  readonly natives: {
    accounts: Record<string, string>;
    groups: Record<string, string>;
    spaces: Record<string, string>;
  };
  apply(changes: readonly Change[], attemptedBefore?: boolean): Promise<readonly Outcome[]>;
  /** Calls that reached the forum while something ran: `PUT /groups/:id/members`. */
  calls(run: () => Promise<unknown>): Promise<readonly string[]>;
}

const opened: Forum[] = [];
const http = createHttpClient();

/** A forum with the connector on it. */
export const openForum = async (
  settings: Partial<SiteSettings> = {},
  more: Readonly<Record<string, unknown>> = {},
  scopes: readonly string[] = [],
): Promise<Forum> => {
  const sent: string[] = [];
  const server = await startDiscourse({
    admin: { username: 'ada', email: 'ada@example.org' },
    apiKeys: [{ key, scopes }],
    settings: {
      enableDiscourseConnect: true,
      discourseConnectUrl: 'http://127.0.0.1:9/connect',
      discourseConnectSecret: secret,
      enableCategoryGroupModeration: true,
      ...settings,
    },
    limits: { adminApiPerMinute: 1_000_000 },
    middleware: async (exchange, next) => {
      const path = (exchange.req.url ?? '')
        .replace(/\?.*$/, '')
        .replace(/\.json$/, '')
        .replace(/\/\d+/g, '/:id');
      sent.push(`${exchange.req.method ?? ''} ${path}`);
      await next();
    },
  });
  server.state.queries.set(901, { id: 901, name: 'accounts', sql: accountsQuery });
  server.state.queries.set(902, { id: 902, name: 'categories', sql: categoriesQuery });
  const config = discourseConfig.parse({ url: server.url, credentials: { key }, connect: { secret }, ...more });
  const context = { name: 'forum', http, logger: silent, now: Date.now, random: (bytes: number) => randomBytes(bytes) };
  const target = discourse.connect(config, context);
  const natives: Forum['natives'] = { accounts: {}, groups: {}, spaces: {} };
  const forum: Forum = {
    server,
    target,
    natives,
    async apply(changes, attemptedBefore = false) {
      const [first] = changes;
      if (first === undefined) return [];
      const operations = changes.map((change, index) => ({ id: String(index), change, attemptedBefore }));
      const batch: Batch = { object: objectOf(first), operations, natives };
      const outcomes = await target.apply(batch, testCall());
      for (const [index, outcome] of outcomes.entries()) {
        const change = changes[index];
        if ((outcome.result !== 'applied' && outcome.result !== 'already') || outcome.native === undefined) continue;
        if (change?.kind === 'account') natives.accounts[change.person] = outcome.native;
        if (change?.kind === 'group' && change.verb !== 'update') natives.groups[change.group] = outcome.native;
        if (change?.kind === 'space') natives.spaces[change.space] = outcome.native;
      }
      return outcomes;
    },
    async calls(run) {
      sent.length = 0;
      await run();
      return sent.splice(0);
    },
  };
  opened.push(forum);
  return forum;
};

export const closeForums = async (): Promise<void> => {
  for (const { server } of opened.splice(0)) await server.stop();
};

export const results = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map((outcome) => (outcome.result === 'failed' ? `failed: ${outcome.error.code}` : outcome.result));
