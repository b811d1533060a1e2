/** The Mailman connector on a real Mailman core, with real mails on the loopback: what each level means is what becomes of a mail. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpClient, silent, type Target } from '@passerelle/connector-kit';
import { describePeopleTarget, type Bench } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import {
  communityId,
  personId,
  spaceKey,
  type Change,
  type Level,
  type NativeId,
  type PersonId,
} from '@passerelle/model';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startMailman as startStandIn } from '../../../apps/sandbox/src/mailman/index.ts';
import { mailman, mailmanConfig } from '../../../packages/connectors/mailman/src/index.ts';
import { describeReal } from './servers/index.ts';
import { bring, slugOf } from './servers/mailman-lmtp.ts';
import { startMailSink, type MailSink, type SunkMail } from './servers/mailman-sink.ts';
import { available, startMailman, type RealMailman } from './servers/mailman.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const domain = 'lists.example.org';
const connected = (url: string, credentials: { readonly user: string; readonly password: string }, extra = {}) => {
  const http = createHttpClient();
  const config = mailmanConfig.parse({ url, credentials, domain, ...extra });
  const random = (bytes: number): Uint8Array => randomBytes(bytes);
  const target = mailman.connect(config, { name: 'mailman', http, logger: silent, now: Date.now, random });
  return { http, target };
};
const lastPart = (location: string): string => location.slice(location.lastIndexOf('/') + 1);

const openReal = async (): Promise<Bench> => {
  const sink = await startMailSink();
  const server = await startMailman(sink.port);
  await server.rest('POST', '/domains', { mail_host: domain });
  const user = async (email: string, more: object = {}): Promise<string> =>
    lastPart((await server.rest('POST', '/users', { email, ...more })).location);
  const { http, target } = connected(server.url, server.credentials, { protectedAddresses: ['librarian@example.com'] });
  const strangers = new Map<NativeId, string>();
  return {
    manifest: mailman.manifest,
    target,
    mode: 'create',
    now: Date.now,
    space: { tool: 'list', low: 'receive', high: 'moderate' },
    prefix: 'conf',
    call: testCall,
    newPerson: (number) =>
      Promise.resolve({
        person: personId(randomUUID()),
        profile: {
          displayName: `Zoé Œuvrard ${number}`,
          givenName: 'Zoé',
          familyName: `Œuvrard ${number}`,
          email: `Zoe.${number}@example.org`,
          language: 'fr',
        },
        hint: null,
      }),
    protectedAccounts: [await user('root@example.com', { is_server_owner: true }), await user('librarian@example.com')],
    others: {
      async space(name) {
        return lastPart((await server.rest('POST', '/lists', { fqdn_listname: `${name}@${domain}` })).location);
      },
      async account(number) {
        const email = `stranger-${number}@example.com`;
        const native = await user(email);
        strangers.set(native, email);
        return native;
      },
      async grant(space, account) {
        const flags = { pre_verified: true, pre_confirmed: true, pre_approved: true };
        await server.rest('POST', '/members', { list_id: space, subscriber: strangers.get(account), ...flags });
      },
    },
    async close() {
      await http.close();
      await server.stop();
      await sink.stop();
    },
  };
};

describeReal('a real Mailman core', [available], () => {
  describePeopleTarget('mailman', { open: openReal }, { faults: [] });
});

/** One community's list with three people, made as a plan makes them. */
const community = communityId('icane');
const space = spaceKey(community, 'list');
const people: Readonly<Record<'rita' | 'paul' | 'mona', Level>> = { rita: 'receive', paul: 'post', mona: 'moderate' };

describeReal('mails on a real Mailman core', [available], () => {
  let sink: MailSink;
  let server: RealMailman;
  let target: Target;
  let close: () => Promise<void>;
  const natives = { accounts: {} as Record<string, NativeId>, groups: {}, spaces: {} as Record<string, NativeId> };
  const persons = new Map<string, PersonId>();
  const list = `icane@${domain}`;
  const listId = `icane.${domain}`;

  const done = async (object: string, changes: readonly Change[]): Promise<readonly NativeId[]> => {
    const operations = changes.map((change, index) => ({ id: String(index), change, attemptedBefore: false }));
    const outcomes = await target.apply({ object, operations, natives }, testCall());
    return outcomes.map((outcome) => {
      if (outcome.result === 'failed') throw outcome.error;
      return outcome.result === 'superseded' ? '' : (outcome.native ?? '');
    });
  };
  const personNamed = (name: string): PersonId => {
    const person = persons.get(name) ?? personId(randomUUID());
    persons.set(name, person);
    return person;
  };
  const grant = (name: string, before: Level, level: Level, direction: 'raise' | 'lower' = 'raise'): Change => ({
    kind: 'grant',
    verb: 'change-for',
    space,
    person: personNamed(name),
    before,
    level,
    direction,
  });
  const profile = (name: string, email = `${name}@example.org`) =>
    ({ displayName: `${name} É.`, givenName: name, familyName: 'É.', email, language: 'fr' }) as const;
  const headersOf = ({ raw }: SunkMail): string => raw.slice(0, raw.indexOf('\n\n'));
  /** By what names the mail for ever: its subject is encoded as soon as the list's own name has an accent. Notices quote it, below their own headers. */
  const subjectIs = (subject: string) => (mail: SunkMail) =>
    new RegExp(`^Message-ID: <${slugOf(subject)}\\.`, 'im').test(headersOf(mail));
  /** To whom a post went: everybody, however many mails that took. */
  const recipients = (subject: string): readonly string[] =>
    sink.mails
      .filter(
        (mail) => subjectIs(subject)(mail) && mail.from === `icane-bounces@${domain}` && /^List-Id:/m.test(mail.raw),
      )
      .flatMap(({ to }) => to)
      .sort();
  const held = async (): Promise<readonly { readonly request_id: number; readonly subject: string }[]> => {
    const { body } = await server.rest('GET', `/lists/${listId}/held`);
    const schema = z.object({ entries: z.array(z.object({ request_id: z.number(), subject: z.string() })).optional() });
    return schema.parse(body).entries ?? [];
  };
  /** Mails are decided on one after the other, a second or so after they came. */
  const patience = { timeout: 120_000, interval: 200 };
  const heldFor = (subject: string): Promise<number> =>
    vi.waitFor(async () => {
      const found = (await held()).find((each) => each.subject === subject);
      if (found === undefined) throw new Error(`${subject} is not held`);
      return found.request_id;
    }, patience);

  beforeAll(async () => {
    sink = await startMailSink();
    server = await startMailman(sink.port);
    await server.rest('POST', '/domains', { mail_host: domain });
    const opened = connected(server.url, server.credentials);
    ({ target } = opened);
    close = () => opened.http.close();
    const label = 'ICANE – santé';
    const create = { kind: 'space', verb: 'create', space, name: 'icane', label, grants: [], language: 'fr' } as const;
    const [native] = await done(`space:${space}`, [create]);
    natives.spaces[space] = native ?? '';
    for (const [name, level] of Object.entries(people)) {
      const person = personNamed(name);
      const account = {
        kind: 'account',
        verb: 'create',
        person,
        mode: 'create',
        profile: profile(name),
        hint: null,
      } as const;
      const [made] = await done(`account:${person}`, [account, grant(name, 'none', level)]);
      natives.accounts[person] = made ?? '';
    }
  });
  afterAll(async () => {
    await close();
    await server.stop();
    await sink.stop();
  });

  test('nobody gets a mail by being enrolled, raised, lowered, moved to another address or taken out', async () => {
    const person = personNamed('eva');
    const account = {
      kind: 'account',
      verb: 'create',
      person,
      mode: 'create',
      profile: profile('eva'),
      hint: null,
    } as const;
    const [made] = await done(`account:${person}`, [account, grant('eva', 'none', 'receive')]);
    natives.accounts[person] = made ?? '';
    await done(`account:${person}`, [grant('eva', 'receive', 'moderate')]);
    await done(`account:${person}`, [grant('eva', 'moderate', 'post', 'lower')]);
    const moved = profile('eva', 'eva.new@example.org');
    await done(`account:${person}`, [{ kind: 'account', verb: 'update', person, profile: moved, fields: ['email'] }]);
    await done(`account:${person}`, [grant('eva', 'post', 'none', 'lower')]);
    // Whatever Mailman wanted to send would lie before this mail in the same queues.
    await bring(server.lmtpPort, { from: 'paul@example.org', to: list, subject: 'the first one' });
    await sink.next(subjectIs('the first one'));
    const others = sink.mails.filter((mail) => !subjectIs('the first one')(mail));
    expect(others.map(({ to, raw }) => [to, /^Subject:.*$/m.exec(raw)?.[0]])).toEqual([]);
  });

  test('a member at post gets through to everybody, and the list names itself as the community does', async () => {
    await bring(server.lmtpPort, { from: 'paul@example.org', to: list, subject: 'a meeting' });
    const mail = await sink.next(subjectIs('a meeting'));
    expect(mail.raw).toMatch(/^List-Post: <mailto:icane@lists\.example\.org>/m);
    await vi.waitFor(
      () => expect(recipients('a meeting')).toEqual(['mona@example.org', 'paul@example.org', 'rita@example.org']),
      patience,
    );
    expect(await held()).toEqual([]);
  });

  test('a member at receive waits for a moderator, who lets it through', async () => {
    await bring(server.lmtpPort, { from: 'rita@example.org', to: list, subject: 'a question' });
    const request = await heldFor('a question');
    expect(recipients('a question')).toEqual([]);
    await server.rest('POST', `/lists/${listId}/held/${request}`, { action: 'accept' });
    await vi.waitFor(
      () => expect(recipients('a question')).toEqual(['mona@example.org', 'paul@example.org', 'rita@example.org']),
      patience,
    );
  });

  test('a stranger waits for a moderator, and is on no roster of members', async () => {
    await bring(server.lmtpPort, { from: 'nobody@elsewhere.example', to: list, subject: 'buy this' });
    const request = await heldFor('buy this');
    expect(recipients('buy this')).toEqual([]);
    await server.rest('POST', `/lists/${listId}/held/${request}`, { action: 'discard' });
    const grants: string[] = [];
    const scope = { extent: 'full', groups: [], spaces: [{ tool: 'list', native: listId }], awaited: [] } as const;
    for await (const event of target.observe(scope, testCall())) if (event.kind === 'grant') grants.push(event.level);
    expect(grants.sort()).toEqual(['moderate', 'post', 'receive']);
  });

  test('whoever is lowered to receive no longer gets through; whoever is taken out gets nothing', async () => {
    await done(`account:${personNamed('paul')}`, [grant('paul', 'post', 'receive', 'lower')]);
    await done(`account:${personNamed('rita')}`, [grant('rita', 'receive', 'none', 'lower')]);
    await bring(server.lmtpPort, { from: 'paul@example.org', to: list, subject: 'no longer' });
    await heldFor('no longer');
    await bring(server.lmtpPort, { from: 'mona@example.org', to: list, subject: 'for the others' });
    await sink.next(subjectIs('for the others'));
    await vi.waitFor(
      () => expect(recipients('for the others')).toEqual(['mona@example.org', 'paul@example.org']),
      patience,
    );
  });

  test('whoever moved to another address gets the mails there, and writes from there', async () => {
    const person = personNamed('mona');
    const update = {
      kind: 'account',
      verb: 'update',
      person,
      profile: profile('mona', 'mona.b@example.org'),
      fields: ['email'],
    } as const;
    await done(`account:${person}`, [update]);
    await bring(server.lmtpPort, { from: 'mona.b@example.org', to: list, subject: 'from my new address' });
    await sink.next(subjectIs('from my new address'));
    await vi.waitFor(
      () => expect(recipients('from my new address')).toEqual(['mona.b@example.org', 'paul@example.org']),
      patience,
    );
    // The old address belongs to nobody now: whoever gets it next does not write as Mona.
    await bring(server.lmtpPort, { from: 'mona@example.org', to: list, subject: 'an old address' });
    await heldFor('an old address');
    expect(recipients('an old address')).toEqual([]);
  });
});

/** The stand-in is held to the same mails as the real server. */
test('the stand-in decides as the real one: post, receive, stranger', async () => {
  const credentials = { user: 'restadmin', password: 'a password of the stand-in' };
  const standIn = await startStandIn({ credentials, domains: [domain] });
  const { http, target } = connected(standIn.url, credentials);
  const natives = { accounts: {} as Record<string, NativeId>, groups: {}, spaces: {} as Record<string, NativeId> };
  const apply = async (object: string, changes: readonly Change[]): Promise<NativeId> => {
    const operations = changes.map((change, index) => ({ id: String(index), change, attemptedBefore: false }));
    const [outcome] = await target.apply({ object, operations, natives }, testCall());
    if (outcome?.result !== 'applied') throw new Error(outcome?.result ?? 'no outcome');
    return outcome.native ?? '';
  };
  try {
    const create = { kind: 'space', verb: 'create', space, name: 'icane', label: 'ICANE', grants: [] } as const;
    natives.spaces[space] = await apply(`space:${space}`, [create]);
    for (const [name, level] of Object.entries(people)) {
      const person = personId(randomUUID());
      const profile = {
        displayName: name,
        givenName: name,
        familyName: name,
        email: `${name}@example.org`,
        language: 'fr',
      } as const;
      const account = { kind: 'account', verb: 'create', person, mode: 'create', profile, hint: null } as const;
      const given = {
        kind: 'grant',
        verb: 'change-for',
        space,
        person,
        before: 'none',
        level,
        direction: 'raise',
      } as const;
      natives.accounts[person] = await apply(`account:${person}`, [account, given]);
    }
    const outcome = (from: string): string =>
      standIn.post(`icane@${domain}`, `From: ${from}\r\nTo: icane@${domain}\r\nSubject: bonjour\r\n\r\nBonjour.\r\n`)
        .outcome;
    expect(
      ['paul@example.org', 'mona@example.org', 'rita@example.org', 'nobody@elsewhere.example'].map(outcome),
    ).toEqual(['accept', 'accept', 'hold', 'hold']);
    await bring(standIn.lmtpPort, { from: 'paul@example.org', to: `icane@${domain}`, subject: 'over LMTP' });
    expect(standIn.state.sent.at(-1)).toMatchObject({
      kind: 'post',
      to: ['mona@example.org', 'paul@example.org', 'rita@example.org'],
    });
  } finally {
    await http.close();
    await standIn.stop();
  }
});
