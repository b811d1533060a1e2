import { silent, type HttpRequest, type Outcome } from '@passerelle/connector-kit';
import { fakeHttp, fixedClock, fixedRandom, testCall, type FakeAnswer } from '@passerelle/connector-kit/testing';
import { communityId, personId, spaceKey, type Level } from '@passerelle/model';
import { expect, test } from 'vitest';
import { mailman, mailmanConfig } from './index.ts';
import { detailOf, levelOf } from './levels.ts';
import { listName } from './naming-rules.ts';

const user = 'a'.repeat(32);
const person = personId('0b0e1f66-6f0b-4a3e-9c58-0d8d9a1d2c11');
const space = spaceKey(communityId('icane'), 'list');
const list = 'icane.lists.example.org';
const lineOf = ({ method, url }: HttpRequest): string => `${method} ${new URL(url).pathname.replace('/3.1', '')}`;
const refusal = (status: number, description: string): FakeAnswer => ({
  status,
  json: { title: `${status}`, description },
});
const address = { email: 'ada@example.org', user: `http://x/3.1/users/${user}`, verified_on: '2026-01-01T00:00:00' };
const nobody: FakeAnswer = { json: { start: 0, total_size: 0 } };
type Table = Readonly<Record<string, FakeAnswer | ((number: number) => FakeAnswer)>>;

/** A Mailman that answers by table; what is not in it is not found. Somebody with one address is there, on no list. */
const open = (answers: Table) => {
  const counts = new Map<string, number>();
  const table: Table = {
    [`GET /users/${user}/addresses`]: { json: { start: 0, total_size: 1, entries: [address] } },
    'GET /owners': nobody,
    'GET /addresses/ada%40example.org/memberships': nobody,
    ...answers,
  };
  const http = fakeHttp((request) => {
    const line = lineOf(request);
    counts.set(line, (counts.get(line) ?? 0) + 1);
    const answer = table[line] ?? refusal(404, '404 Not Found');
    return typeof answer === 'function' ? answer(counts.get(line) ?? 1) : answer;
  });
  const config = mailmanConfig.parse({
    url: 'http://127.0.0.1:8001',
    credentials: { password: 'a password' },
    domain: 'lists.example.org',
  });
  const target = mailman.connect(config, { name: 'm', http, logger: silent, now: fixedClock(), random: fixedRandom() });
  const give = async (level: Level): Promise<Outcome | undefined> => {
    const change = {
      kind: 'grant',
      verb: 'change-for',
      space,
      person,
      before: 'none',
      level,
      direction: 'raise',
    } as const;
    const natives = { accounts: { [person]: user }, groups: {}, spaces: { [space]: list } };
    const operations = [{ id: 'a', change, attemptedBefore: false }];
    return (await target.apply({ object: `account:${person}`, operations, natives }, testCall()))[0];
  };
  return { give, sent: () => http.sent.map(lineOf), bodies: () => http.sent.map(({ body }) => body) };
};
const detail = (outcome: Outcome | undefined): string => (outcome?.result === 'failed' ? outcome.error.detail : '');

test('an answer that somebody must still approve is no subscription', async () => {
  const { give } = open({ 'POST /members': { status: 202, json: { token: 't', token_owner: 'moderator' } } });
  expect(detail(await give('receive'))).toMatch(/nobody was subscribed/);
});

test('a banned address is told with who can lift the ban', async () => {
  const { give } = open({ 'POST /members': refusal(400, 'Membership is banned') });
  expect(detail(await give('receive'))).toMatch(/banned.*moderator must lift/);
});

test('an address that was never confirmed is told', async () => {
  const { give } = open({ 'POST /members': refusal(400, 'User has no preferred address') });
  expect(detail(await give('receive'))).toMatch(/confirmed address/);
});

test('somebody who waits for a yes to their own request is subscribed, and asks no longer', async () => {
  const made = { status: 201, headers: { location: `http://x/3.1/members/${'b'.repeat(32)}` } };
  const { give, sent } = open({
    'POST /members': (number) => (number === 1 ? refusal(409, 'Subscription request already pending') : made),
    [`GET /lists/${list}/requests`]: {
      json: { start: 0, total_size: 1, entries: [{ token: 'tok', email: 'ada@example.org' }] },
    },
    [`POST /lists/${list}/requests/tok`]: { status: 204 },
    [`PATCH /members/${'b'.repeat(32)}`]: { status: 204 },
  });
  expect((await give('post'))?.result).toBe('applied');
  expect(sent().filter((line) => line === 'POST /members')).toHaveLength(2);
});

test('every subscription carries the three yeses and no welcome', async () => {
  const made = { status: 201, headers: { location: `http://x/3.1/members/${'b'.repeat(32)}` } };
  const { give, bodies } = open({ 'POST /members': made, [`PATCH /members/${'b'.repeat(32)}`]: { status: 204 } });
  await give('receive');
  const flags = { pre_verified: true, pre_confirmed: true, pre_approved: true, send_welcome_message: false };
  const sent = bodies().flatMap((body) => (typeof body === 'string' ? [JSON.parse(body) as unknown] : []));
  expect(sent).toContainEqual({ list_id: list, subscriber: user, ...flags });
});

test('bounces, bans, owners and posts that are thrown away are no level, and say what they are', () => {
  const member = { action: 'defer', moderator: false, owner: false, bounced: false, banned: false } as const;
  expect(levelOf(member)).toBe('post');
  expect(levelOf({ ...member, action: 'reject' })).toBe('receive');
  expect(levelOf({ ...member, action: null })).toBe('none');
  const others = [
    { ...member, bounced: true },
    { ...member, banned: true },
    { ...member, owner: true },
    { ...member, action: 'discard' as const },
    { ...member, action: null, moderator: true },
  ];
  expect(others.map(levelOf)).toEqual(['other', 'other', 'other', 'other', 'other']);
  expect(others.map(detailOf)).toEqual([
    'member (posts accepted), delivery stopped after bounces',
    'member (posts accepted), banned from the list',
    'member (posts accepted), owner',
    'member (posts thrown away)',
    'not a member, moderator',
  ]);
});

test("no list is given the name of another list's own address", () => {
  expect(['icane', 'icane-owner', 'icane-request'].map(listName)).toEqual([
    'icane',
    'icane-owner-list',
    'icane-request-list',
  ]);
});
