import { createHmac, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, mayDo } from './decide.ts';
import { defaultSettings, type ProsodySettings } from './prosody-settings.ts';
import { recordedCases, recordedConfig, recordedDomain, recordedRoom } from './recorded/case-token.ts';
import { expectedOf } from './recorded/expected.ts';
import copied from './recorded/jwt-cases.json' with { type: 'json' };

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = { secret: 'recorded-secret-of-thirty-two-bytes!', privateKey, kid: 'k1' };
const now = Date.UTC(2026, 10, 24, 3, 0, 0);
const settingsFor = (signing: 'secret' | 'jwks'): ProsodySettings => ({
  ...defaultSettings,
  domain: recordedDomain,
  acceptedIssuers: recordedConfig.asap_accepted_issuers,
  acceptedAudiences: recordedConfig.asap_accepted_audiences,
  enableDomainVerification: recordedConfig.enable_domain_verification,
  key:
    signing === 'secret'
      ? { with: 'secret', secret: keys.secret }
      : { with: 'jwks', keys: new Map([['k1', publicKey]]) },
});
const cases = recordedCases(keys, now);

describe('every recorded case is decided as the real Prosody did', () => {
  test.each(cases)('$name → $answer', ({ token, roomExists, signing, answer }) => {
    const decision = decide(token, { name: recordedRoom, exists: roomExists }, settingsFor(signing), now);
    const expected = expectedOf(answer);
    expect(decision.answer).toBe(expected.answer);
    if (decision.answer === 'joined' && expected.as !== null)
      expect(`${decision.affiliation} ${decision.role}`).toBe(expected.as);
    if (decision.answer === 'refused') {
      expect(decision.at).toBe(expected.at);
      if (expected.words !== null) expect(decision.text).toContain(expected.words);
      if (/^SASL not-authorized/.test(answer)) expect(decision.condition).toBe('not-authorized');
    }
  });

  test('the recording says something about each of them', () => {
    expect(cases.length).toBeGreaterThanOrEqual(35);
    const told = cases.map(({ answer }) => expectedOf(answer));
    expect(told.filter(({ answer, words }) => answer === 'refused' && words === null)).toEqual([]);
  });
});

const shared = new URL('../../../../../shared/contracts/keycloak/jitsi-jwt-cases.json', import.meta.url);
if (!existsSync(shared))
  console.warn(
    'SKIPPED: whether the copy of the recorded Jitsi cases is still the recording: no ../shared/contracts beside the repository.',
  );
describe.skipIf(!existsSync(shared))('the recording itself', () => {
  test('the copy here is the recording', () => {
    expect(copied).toEqual(JSON.parse(readFileSync(shared, 'utf8')));
  });
});

describe('hostile tokens', () => {
  const room = { name: recordedRoom, exists: true };
  const valid = cases[0]?.token ?? '';

  test('a token that is signed with HS256 and the public key as its secret opens nothing', () => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const [, body = ''] = valid.split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: 'k1' })).toString('base64url');
    const forged = `${head}.${body}.${createHmac('sha256', pem).update(`${head}.${body}`).digest('base64url')}`;
    expect(decide(forged, room, settingsFor('jwks'), now)).toMatchObject({ answer: 'refused', at: 'connection' });
  });

  test('nothing that is changed in a valid token is accepted', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: valid.length - 1 }),
        fc.constantFrom('A', 'B', 'a', 'b', '0', '1', '-', '_'),
        (at, character) => {
          const changed = valid.slice(0, at) + character + valid.slice(at + 1);
          const decision = decide(changed, room, settingsFor('secret'), now);
          // The last character of base64url may hold bits that mean nothing.
          if (changed !== valid && at !== valid.length - 1) expect(decision.answer).not.toBe('joined');
        },
      ),
    );
  });

  test('whatever text comes as a token, there is an answer and no room opens', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]*\.[\w-]*\.[\w-]*$/)), (text) => {
        for (const signing of ['secret', 'jwks'] as const)
          expect(decide(text, room, settingsFor(signing), now).answer).not.toBe('joined');
      }),
    );
  });
});

describe('a room named by a pattern', () => {
  const regex = cases.find(({ name }) => name.startsWith('room Lua pattern'))?.token ?? '';
  test('the pattern must match the whole name', () => {
    const answers = ['sante', 'sante-2', 'ma-sante'].map(
      (name) => decide(regex, { name, exists: true }, settingsFor('secret'), now).answer,
    );
    expect(answers).toEqual(['joined', 'joined', 'refused']);
  });
});

describe('what makes everybody a moderator', () => {
  const member = cases.find(({ name }) => name === 'affiliation member')?.token ?? '';
  test.each([{ tokenAffiliation: false }, { disableAutoOwners: false }, { jicofoAutoOwner: true }])('%o', (wrong) => {
    const decision = decide(member, { name: recordedRoom, exists: true }, { ...settingsFor('secret'), ...wrong }, now);
    expect(decision).toMatchObject({ answer: 'joined', affiliation: 'owner', role: 'moderator' });
  });

  test('features: once the token names some, only what it names as true is allowed, to moderators too', () => {
    const decision = decide(cases[0]?.token ?? null, { name: recordedRoom, exists: true }, settingsFor('secret'), now);
    if (decision.answer !== 'joined') throw new Error('the valid owner must come in');
    expect(['recording', 'livestreaming', 'transcription'].map((feature) => mayDo(decision, feature))).toEqual([
      true,
      false,
      false,
    ]);
    expect(mayDo({ ...decision, features: null }, 'livestreaming')).toBe(true);
  });
});
