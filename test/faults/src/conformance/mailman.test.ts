import { randomBytes, randomUUID } from 'node:crypto';
import { silent } from '@passerelle/connector-kit';
import {
  describePeopleTarget,
  faultKinds,
  retryAfterSeconds,
  type Bench,
  type FaultKind,
} from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { personId } from '@passerelle/model';
import type { Fault } from '@passerelle/sandbox/faults';
import { startMailman } from '../../../../apps/sandbox/src/mailman/index.ts';
import { mailman, mailmanConfig } from '../../../../packages/connectors/mailman/src/index.ts';
import { openStrikes, plainFaults } from './strikes.ts';

const credentials = { user: 'restadmin', password: 'a password of the stand-in' };
const domain = 'lists.example.org';

const faults: Readonly<Record<FaultKind, Fault>> = {
  ...plainFaults,
  // Mailman itself knows no ration: a proxy before it may.
  'too-many': { kind: 'status', status: 429, body: 'Too many requests' },
  'too-many-until': {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: 'Too many requests',
  },
  'server-error': { kind: 'status', status: 500, body: { title: '500 Internal Server Error' } },
  maintenance: { kind: 'status', status: 503, body: 'Service unavailable' },
  unauthorized: {
    kind: 'status',
    status: 401,
    body: { title: '401 Unauthorized', description: 'REST API authorization failed' },
  },
};

const openStandIn = async (): Promise<Bench> => {
  const strikes = openStrikes(faults);
  const { injector, http } = strikes;
  const server = await startMailman({
    credentials,
    domains: [domain],
    lmtp: false,
    siteOwner: 'postmaster@institution.example',
    middleware: injector.middleware,
  });
  const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const byHand = async (method: string, path: string, body: unknown): Promise<string> => {
    const response = await fetch(`${server.url}/3.1${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    injector.forget();
    return (response.headers.get('location') ?? '').split('/').at(-1) ?? '';
  };
  const user = (email: string, more: object = {}): Promise<string> => byHand('POST', '/users', { email, ...more });
  const config = mailmanConfig.parse({
    url: server.url,
    credentials,
    domain,
    protectedAddresses: ['librarian@example.com'],
    owners: ['listmaster@example.com'],
  });
  const random = (bytes: number): Uint8Array => randomBytes(bytes);
  const context = { name: 'mailman', http, logger: silent, now: Date.now, random };
  const protectedAccounts = [
    await user('root@example.com', { is_server_owner: true }),
    await user('librarian@example.com'),
  ];
  return {
    manifest: mailman.manifest,
    target: mailman.connect(config, context),
    mode: 'create',
    now: Date.now,
    space: { tool: 'list', low: 'receive', high: 'moderate' },
    prefix: 'conf',
    call: testCall,
    newPerson(number) {
      const person = personId(randomUUID());
      const profile = {
        displayName: `Zoé Œuvrard ${number}`,
        givenName: 'Zoé',
        familyName: `Œuvrard ${number}`,
        email: `Zoe.${number}@example.org`,
        language: 'fr',
      } as const;
      return Promise.resolve({ person, profile, hint: null });
    },
    protectedAccounts,
    others: {
      space: (name) => byHand('POST', '/lists', { fqdn_listname: `${name}@${domain}` }),
      account: (number) => user(`stranger-${number}@example.com`),
      async grant(space, account) {
        const address = [...server.state.addresses.values()].find(({ userId }) => userId === account);
        const flags = { pre_verified: true, pre_confirmed: true, pre_approved: true };
        await byHand('POST', '/members', { list_id: space, subscriber: address?.email, ...flags });
      },
    },
    requests: strikes.requests,
    faults: strikes.faults,
    async close() {
      injector.disarm();
      await http.close();
      await server.stop();
    },
  };
};

describePeopleTarget('mailman', { open: openStandIn }, { faults: faultKinds });
