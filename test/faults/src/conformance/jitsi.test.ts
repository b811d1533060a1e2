import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createHttpClient, silent, type Check, type HttpClient, type Scope } from '@passerelle/connector-kit';
import { faultKinds, retryAfterSeconds, type FaultKind } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { communityId, personId, say, spaceKey, type Message } from '@passerelle/model';
import { createFaults, type Fault } from '@passerelle/sandbox/faults';
import { afterEach, describe, expect, test } from 'vitest';
import {
  jitsi,
  joinRoom,
  RsaKey,
  type JitsiConfig,
  type JitsiTarget,
  type JoinAnswer,
} from '../../../../packages/connectors/jitsi/src/index.ts';
import {
  expectedOf,
  recordedCases,
  recordedConfig,
  recordedDomain,
  recordedRoom,
  startJitsi,
  type JitsiOptions,
  type JitsiStandIn,
} from '../../../../apps/sandbox/src/jitsi/index.ts';

const secret = 'a shared secret of more than 32 bytes';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const client = (): HttpClient => {
  const http = createHttpClient();
  closing.push(() => http.close());
  return http;
};
const standIn = async (options: Partial<JitsiOptions> = {}): Promise<JitsiStandIn> => {
  const server = await startJitsi({ key: { with: 'secret', secret }, issuers: ['passerelle'], ...options });
  closing.push(() => server.stop());
  return server;
};
const connect = (server: JitsiStandIn, over: Record<string, unknown> = {}): JitsiTarget => {
  const config: JitsiConfig = jitsi.manifest.config.parse({
    url: server.url,
    domain: server.domain,
    rooms: `muc.${server.domain}`,
    issuer: 'passerelle',
    signing: { with: 'secret', secret },
    bosh: server.boshUrl,
    ...over,
  });
  const random = (bytes: number) => randomBytes(bytes);
  return jitsi.connect(config, { name: 'jitsi', http: client(), logger: silent, now: Date.now, random });
};
const join = (
  server: JitsiStandIn,
  http: HttpClient,
  room: string,
  token: string | null,
  asksFocus = true,
): Promise<JoinAnswer> => {
  const { domain, boshUrl: url } = server;
  return joinRoom({
    http,
    call: testCall(),
    url,
    domain,
    rooms: `muc.${domain}`,
    room,
    token,
    asksFocus,
    firstId: 1,
    now: Date.now(),
  });
};
const checks = async (target: JitsiTarget): Promise<ReadonlyMap<string, Check>> => {
  const found = new Map<string, Check>();
  for await (const check of target.check(testCall())) {
    expect(found.has(check.id), `${check.id} came twice`).toBe(false);
    found.set(check.id, check);
    expectSaid(check.found);
    if (check.state !== 'ok') expect(check.remedy, `${check.id} says nothing to do`).not.toBeNull();
    if (check.remedy !== null) expectSaid(check.remedy);
  }
  return found;
};
const expectSaid = (told: Message): void => {
  for (const language of ['fr', 'en'] as const) {
    const texts = jitsi.manifest.texts[language];
    expect(Object.keys(texts)).toContain(told.code);
    expect(say(texts, language, told)).not.toMatch(/\{\w+\}/);
  }
};
const person = {
  kind: 'person',
  id: personId('00000000-0000-4000-8000-000000000001'),
  name: 'Zoé Œuvrard',
  email: null,
} as const;

/** Publishes whatever is asked of it, as Passerelle's server does. */
const publisher = async (body: () => unknown): Promise<string> => {
  const server = createServer((_, res) => {
    res
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=300' })
      .end(JSON.stringify(body()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return `http://127.0.0.1:${address.port}/jwks`;
};

describe('the recorded cases, over the wire', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const cases = recordedCases({ secret, privateKey, kid: 'k1' }, Date.now());
  test.each(cases)('$name → $answer', async ({ token, roomExists, signing, answer }) => {
    const jwks = await publisher(() => ({
      keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'k1' }],
    }));
    const server = await standIn({
      key: signing === 'secret' ? { with: 'secret', secret } : { with: 'jwks', url: jwks },
      issuers: recordedConfig.asap_accepted_issuers,
      audiences: recordedConfig.asap_accepted_audiences,
      domain: recordedDomain,
    });
    const told = await join(server, client(), recordedRoom, token, roomExists);
    const expected = expectedOf(answer);
    expect(told.as).toBe(expected.answer === 'crashed' ? 'silent' : expected.answer);
    if (told.as === 'joined' && expected.as !== null) expect(`${told.affiliation} ${told.role}`).toBe(expected.as);
    if (told.as === 'refused') {
      expect(told.at).toBe(expected.at);
      if (expected.words !== null) expect(`${told.condition} ${told.text}`).toContain(expected.words);
    }
  });
});

describe('spaces', () => {
  const space = spaceKey(communityId('soins'), 'video');
  const create = {
    kind: 'space',
    verb: 'create',
    space,
    name: 'soins-palliatifs',
    label: 'Soins palliatifs',
    grants: [],
  } as const;
  const natives = { accounts: {}, groups: {}, spaces: {} };
  const aRoom: unknown = expect.stringMatching(/^soins-palliatifs-[a-z2-9]{8}$/);

  test('a room is made without a call, repeated it is the same, and it is observed as it was recorded', async () => {
    const injector = createFaults();
    const target = connect(await standIn({ middleware: injector.middleware }));
    const made = async (attemptedBefore: boolean) =>
      target.apply(
        { object: `space:${space}`, operations: [{ id: 'o', change: create, attemptedBefore }], natives },
        testCall(),
      );
    const [first] = await made(false);
    const [again] = await made(true);
    expect(first).toMatchObject({ result: 'applied', native: aRoom });
    expect(again).toEqual({ ...first, result: 'already' });
    const native = first?.result === 'applied' ? (first.native ?? '') : '';
    const spaces = [{ tool: 'video', native, label: 'Soins palliatifs' }] as const;
    const scope: Scope = { extent: 'full', groups: [], spaces, awaited: [] };
    const events = [];
    for await (const event of target.observe(scope, testCall())) events.push(event);
    expect(events).toEqual([
      { kind: 'space', native, tool: 'video', label: 'Soins palliatifs', mark: null },
      { kind: 'container', container: { of: 'spaces', tool: 'video' }, state: 'complete' },
    ]);
    expect(injector.seen).toEqual([]);
  });

  test('rooms of two communities of one name differ; with a secret nobody else can work a name out', async () => {
    const server = await standIn();
    const roomOf = async (target: JitsiTarget, slug: string) => {
      const change = { ...create, space: spaceKey(communityId(slug), 'video') };
      const [outcome] = await target.apply(
        { object: 'o', operations: [{ id: 'o', change, attemptedBefore: false }], natives },
        testCall(),
      );
      return outcome?.result === 'applied' ? outcome.native : null;
    };
    const plain = connect(server);
    const salted = connect(server, { nameSecret: 'a secret for the names' });
    const names = [await roomOf(plain, 'soins'), await roomOf(plain, 'soins-2'), await roomOf(salted, 'soins')];
    expect(new Set(names).size).toBe(3);
  });

  test('accounts, groups and grants are refused by name: there are none', async () => {
    const target = connect(await standIn());
    const change = { kind: 'grant', verb: 'change', space, direction: 'raise', grants: [] } as const;
    const [outcome] = await target.apply(
      { object: 'o', operations: [{ id: 'o', change, attemptedBefore: false }], natives },
      testCall(),
    );
    expect(outcome).toMatchObject({ result: 'failed', error: { code: 'rejected', retry: 'never' } });
  });
});

describe('at the door', () => {
  test('a member joins, a moderator moderates, and neither gets into another room', async () => {
    const server = await standIn();
    const door = connect(server).doors.video;
    const http = client();
    for (const [level, as] of [
      ['join', 'member'],
      ['moderate', 'owner'],
    ] as const) {
      const { token, url, expiresAt } = await door.admit({ visitor: person, room: 'soins-k3f9a2', level });
      expect(await join(server, http, 'soins-k3f9a2', token)).toMatchObject({ as: 'joined', affiliation: as });
      expect(await join(server, http, 'autre', token)).toMatchObject({ as: 'refused', at: 'room' });
      expect(new URL(url).search).toBe('');
      expect(expiresAt - Date.now()).toBeLessThanOrEqual(300_000);
    }
  });

  test('with our own keys: what is published is enough, and no secret is shared', async () => {
    const key = RsaKey.of(
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ format: 'pem', type: 'pkcs8' })
        .toString(),
    );
    let target: JitsiTarget | null = null;
    const published = await publisher(() => target?.doors.video.jwks()?.body);
    const server = await standIn({ key: { with: 'jwks', url: published } });
    target = connect(server, { signing: { with: 'keys', keys: key.export(), published } });
    const { token } = await target.doors.video.admit({ visitor: person, room: 'soins', level: 'join' });
    expect(await join(server, client(), 'soins', token)).toMatchObject({ as: 'joined', affiliation: 'member' });
    const found = await checks(target);
    expect(found.get('jitsi.published')?.state).toBe('ok');
    expect(found.get('jitsi.moderators')?.state).toBe('ok');
  });

  test("the room's page shows who is in it and as what, in French and in English", async () => {
    const server = await standIn();
    const door = connect(server).doors.video;
    const enter = async (level: 'join' | 'moderate', name: string): Promise<unknown> => {
      const { token } = await door.admit({ visitor: { ...person, name }, room: 'soins', level });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/_room/enter`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ room: 'soins', token }),
      });
      return answer.json();
    };
    await enter('moderate', 'Agnès');
    expect(await enter('join', 'Zoé')).toMatchObject({
      inside: [
        { name: 'Agnès', role: 'moderator' },
        { name: 'Zoé', role: 'participant', may: ['send-groupchat', 'send-private-message'] },
      ],
    });
    expect(server.rooms.inside('soins').map(({ name }) => name)).toEqual(['Agnès', 'Zoé']);
    expect(await (await fetch(`${server.url}/soins`)).text()).toContain('Salle soins');
    expect(await (await fetch(`${server.url}/soins?lang=en`)).text()).toContain('Room soins');
    expect(await (await fetch(`${server.url}/%3Cb%3Ex`)).text()).not.toContain('<b>x');
  });
});

describe('doctor', () => {
  test('all is well', async () => {
    const found = await checks(connect(await standIn()));
    // The stand-in has no https, and is on the loopback.
    expect([...found.values()].filter(({ state }) => state !== 'ok').map(({ id }) => id)).toEqual([]);
  });

  test.each([
    [
      'everybody becomes a moderator: no token_affiliation',
      { settings: { tokenAffiliation: false } },
      {},
      'moderators',
      'problem',
    ],
    ['… auto owners are on', { settings: { disableAutoOwners: false } }, {}, 'moderators', 'problem'],
    ['… Jicofo makes owners', { settings: { jicofoAutoOwner: true } }, {}, 'moderators', 'problem'],
    ['no BOSH address: it cannot be seen', {}, { bosh: undefined }, 'moderators', 'unknown'],
    ['another issuer', { issuers: ['somebody'] }, {}, 'moderators', 'problem'],
    ['another audience', { audiences: ['another'] }, {}, 'moderators', 'problem'],
    [
      'another secret',
      { key: { with: 'secret', secret: 'another secret of more than 32 bytes!' } },
      {},
      'moderators',
      'problem',
    ],
    ['one comes in without a token', { settings: { allowEmptyToken: true } }, {}, 'tokenless', 'problem'],
    ['guests have a domain', { anonymousDomain: 'guest.meet.jitsi' }, {}, 'guests', 'warning'],
    ['another domain', {}, { domain: 'meet.example.org' }, 'domain', 'problem'],
    ['a short secret', {}, { signing: { with: 'secret', secret: 'short' } }, 'key', 'problem'],
    ['a long life', {}, { lifetime: 600 }, 'lifetime', 'warning'],
    ['no web server there', {}, { url: 'http://127.0.0.1:9' }, 'reach', 'problem'],
  ] as const)('%s', async (_, options, over, id, state) => {
    const found = await checks(connect(await standIn(options), over));
    expect(found.get(`jitsi.${id}`)?.state).toBe(state);
  });

  const texts: Readonly<Record<string, string>> = {
    issuer: 'refused.issuer',
    audience: 'refused.audience',
    secret: 'refused.signature',
  };
  test.each(Object.entries(texts))('a refused %s is told as what it is', async (what, code) => {
    const wrong = {
      issuer: { issuers: ['x'] },
      audience: { audiences: ['x'] },
      secret: { key: { with: 'secret', secret: 'x'.repeat(40) } },
    } as const;
    const options = Object.entries(wrong).find(([name]) => name === what)?.[1] ?? {};
    const found = await checks(connect(await standIn(options)));
    expect(found.get('jitsi.moderators')?.found.code).toBe(`jitsi.${code}`);
  });

  test('a key that Prosody does not know makes its module crash: told, with what to do', async () => {
    const key = RsaKey.of(
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ format: 'pem', type: 'pkcs8' })
        .toString(),
    );
    const published = await publisher(() => ({ keys: [] }));
    const server = await standIn({ key: { with: 'jwks', url: published } });
    const found = await checks(connect(server, { signing: { with: 'keys', keys: key.export(), published } }));
    expect(found.get('jitsi.moderators')?.found.code).toBe('jitsi.refused.silent');
    expect(found.get('jitsi.published')?.found.code).toBe('jitsi.published.missing');
  });

  test('a clock that is off', async () => {
    const server = await standIn({
      middleware: async (exchange, next) => {
        await next();
        if (exchange.response !== null) exchange.response.headers['date'] = new Date(Date.now() + 60_000).toUTCString();
      },
    });
    expect((await checks(connect(server))).get('jitsi.clock')?.state).toBe('problem');
  });

  const faults: Readonly<Record<Exclude<FaultKind, 'timeout' | 'slow'>, Fault>> = {
    refused: { kind: 'refuse' },
    reset: { kind: 'reset' },
    'too-many': { kind: 'status', status: 429 },
    'too-many-until': { kind: 'status', status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
    'server-error': { kind: 'status', status: 500, body: 'Internal Server Error' },
    maintenance: { kind: 'status', status: 503, body: 'down' },
    html: { kind: 'html', page: 'login' },
    truncated: { kind: 'truncate' },
    unauthorized: { kind: 'expired-token' },
  };
  test.each(faultKinds.filter((kind): kind is keyof typeof faults => kind in faults))(
    '%s at any request: every check still has an answer, no trouble is taken for health',
    async (kind) => {
      const injector = createFaults();
      const target = connect(await standIn({ middleware: injector.middleware }));
      const harmless: number[] = [];
      let nth = 1;
      for (; nth < 40; nth += 1) {
        const armed = injector.arm({ on: { nth }, fault: faults[kind] });
        const found = await checks(target);
        const { struck } = armed;
        armed.disarm();
        if (struck === 0) break;
        if ([...found.values()].every(({ state }) => state === 'ok')) harmless.push(nth);
      }
      // The ends of the two sessions are a courtesy: whether they arrive tells nothing about the server.
      expect(harmless).toEqual([8, 11]);
      expect(nth).toBe(12);
    },
  );
});
