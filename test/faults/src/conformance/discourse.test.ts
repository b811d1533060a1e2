import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpClient, silent, type HttpClient } from '@passerelle/connector-kit';
import {
  describeTarget,
  faultKinds,
  retryAfterSeconds,
  type Bench,
  type FaultKind,
} from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { personId } from '@passerelle/model';
import { createFaults, type Fault } from '@passerelle/sandbox/faults';
import { startDiscourse } from '../../../../apps/sandbox/src/discourse/index.ts';
import {
  accountsQuery,
  categoriesQuery,
  discourse,
  discourseConfig,
} from '../../../../packages/connectors/discourse/src/index.ts';

/** Milliseconds for the one request that the platform is made to leave unanswered. */
const patience = 40;
const key = 'd'.repeat(64);
const secret = 'a secret of the stand-in';

const faults: Readonly<Record<FaultKind, Fault>> = {
  refused: { kind: 'refuse' },
  reset: { kind: 'reset' },
  timeout: { kind: 'timeout' },
  slow: { kind: 'slow', ms: 10 },
  'too-many': {
    kind: 'status',
    status: 429,
    headers: { 'content-type': 'text/plain', 'discourse-rate-limit-error-code': 'ip_10_secs_limit' },
    body: 'Slow down, too many requests from this IP address.\nPlease retry again in 9 seconds.',
  },
  'too-many-until': {
    kind: 'status',
    status: 429,
    headers: {
      'retry-after': String(retryAfterSeconds),
      'discourse-rate-limit-error-code': 'admin_api_key_rate_limit',
    },
    body: { errors: ['…'], error_type: 'rate_limit', extras: { wait_seconds: retryAfterSeconds } },
  },
  'server-error': { kind: 'status', status: 500, body: { status: 500, error: 'Internal Server Error' } },
  maintenance: { kind: 'status', status: 503, body: { errors: ['read-only'], error_type: 'read_only' } },
  html: { kind: 'html', page: 'login' },
  truncated: { kind: 'truncate' },
  // Discourse has no 401: a key that is no longer good is forbidden everything.
  unauthorized: {
    kind: 'status',
    status: 403,
    body: { errors: ['You are not permitted to view the requested resource.'], error_type: 'invalid_access' },
  },
};

/** Gives up early on one request, and sees whether its answer had a body that could have been cut. */
const watchfulClient = () => {
  const inner = createHttpClient();
  let countdown = 0;
  let hurries = false;
  let wasEmpty = false;
  const http: HttpClient = {
    async send(request, call) {
      countdown -= 1;
      if (countdown !== 0) return inner.send(request, call);
      const response = await inner.send(hurries ? { ...request, timeout: patience } : request, call);
      wasEmpty = response.text === '';
      return response;
    },
    close: () => inner.close(),
  };
  const watch = (nth: number, hurry: boolean): void => {
    countdown = nth;
    hurries = hurry;
    wasEmpty = false;
  };
  return { http, watch, wasEmpty: () => wasEmpty };
};

interface Setting {
  readonly connect: boolean;
  readonly explorer: boolean;
}

const openStandIn = async ({ connect, explorer }: Setting): Promise<Bench> => {
  const injector = createFaults();
  const server = await startDiscourse({
    admin: { username: 'ada', email: 'ada@example.org' },
    apiKeys: [{ key }],
    settings: {
      enableDiscourseConnect: connect,
      discourseConnectUrl: 'http://127.0.0.1:9/connect',
      discourseConnectSecret: secret,
      authOverridesName: true,
      authOverridesEmail: true,
      enableCategoryGroupModeration: true,
    },
    // The suite makes more calls than a forum allows in a minute.
    limits: { adminApiPerMinute: 1_000_000 },
    middleware: injector.middleware,
  });
  // As an administrator saves them, copied from the documentation.
  server.state.queries.set(901, { id: 901, name: 'accounts', sql: accountsQuery });
  server.state.queries.set(902, { id: 902, name: 'categories', sql: categoriesQuery });
  const byHand = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { 'api-key': key, 'api-username': 'system', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    injector.forget();
    return JSON.parse(text);
  };
  const idAt = (value: unknown, name: string): string =>
    String(Reflect.get(Object(name === '' ? value : Reflect.get(Object(value), name)), name === '' ? 'user_id' : 'id'));
  const { http, watch, wasEmpty } = watchfulClient();
  const config = discourseConfig.parse({
    url: server.url,
    credentials: { key },
    ...(connect ? { connect: { secret } } : {}),
    ...(explorer ? { dataExplorer: { accounts: 901, categories: 902 } } : {}),
    protectedAccounts: ['librarian'],
  });
  const context = {
    name: 'discourse',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes: number) => randomBytes(bytes),
  };
  const account = async (username: string): Promise<string> => {
    const user = {
      name: 'Ann Other',
      email: `${username}@example.com`,
      username,
      password: randomUUID(),
      active: true,
    };
    return idAt(await byHand('POST', '/users.json', user), '');
  };
  const librarian = await account('librarian');
  const ada = [...server.state.users.values()].find(({ username }) => username === 'ada');
  return {
    manifest: discourse.manifest,
    target: discourse.connect(config, context),
    mode: 'create',
    now: Date.now,
    space: { tool: 'forum', low: 'read', high: 'moderate' },
    prefix: 'conf',
    call: testCall,
    newPerson(number) {
      const person = personId(randomUUID());
      const profile = {
        displayName: `Zoé Œuvrard ${number}`,
        givenName: 'Zoé',
        familyName: `Œuvrard ${number}`,
        email: `zoe.${number}@example.org`,
        language: 'fr',
      } as const;
      return Promise.resolve({ person, profile, hint: null });
    },
    protectedAccounts: [String(ada?.id), '-1', librarian],
    others: {
      async group(name) {
        return idAt(await byHand('POST', '/admin/groups.json', { group: { name, full_name: name } }), 'basic_group');
      },
      async space(name) {
        return idAt(await byHand('POST', '/categories.json', { name, permissions: { admins: 1 } }), 'category');
      },
      account: (number) => account(`stranger-${number}`),
      async member(group, native) {
        await byHand('PUT', `/groups/${group}/members.json`, { user_ids: native });
      },
      grant(space, group) {
        server.state.categories.get(Number(space))?.permissions.set(Number(group), 2);
        server.changed();
        return Promise.resolve();
      },
    },
    requests: { all: () => injector.seen, forget: () => injector.forget() },
    faults: {
      arm(kind, nth) {
        watch(nth, kind === 'timeout');
        const on = kind === 'unauthorized' ? { from: nth } : { nth };
        const armed = injector.arm({ on, fault: faults[kind] });
        return {
          get struck() {
            return armed.struck;
          },
          get harmless() {
            return kind === 'truncated' && wasEmpty();
          },
          disarm() {
            watch(0, false);
            armed.disarm();
          },
        };
      },
    },
    async close() {
      injector.disarm();
      await http.close();
      await server.stop();
    },
  };
};

describeTarget(
  'discourse, DiscourseConnect and Data Explorer',
  { open: () => openStandIn({ connect: true, explorer: true }) },
  { faults: faultKinds },
);
describeTarget(
  'discourse without Data Explorer: lists',
  { open: () => openStandIn({ connect: true, explorer: false }) },
  { faults: faultKinds },
);
