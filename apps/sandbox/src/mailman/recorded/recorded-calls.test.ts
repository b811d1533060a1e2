import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startMailman, type MailmanStandIn } from '../index.ts';

/** One exchange that was recorded on Mailman core 3.3.8; a long answer was kept as its length only. */
const recordedCall = z.strictObject({
  m: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  p: z.string(),
  req: z.record(z.string(), z.unknown()).optional(),
  status: z.number(),
  loc: z.string().optional(),
  res: z.unknown().optional(),
});
type RecordedCall = z.output<typeof recordedCall>;
const calls = readFileSync(new URL('calls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => recordedCall.parse(JSON.parse(line)));

const credentials = { user: 'restadmin', password: 'not the real one' };
let mailman: MailmanStandIn;
beforeAll(async () => {
  mailman = await startMailman({ credentials });
});
afterAll(() => mailman.stop());

/** Ids and tokens of the recording, by those that the stand-in made in their place. */
const ids = new Map<string, string>();
const translated = (text: string): string => {
  let result = text;
  for (const [recorded, own] of ids) result = result.replaceAll(recorded, own);
  return result;
};
const hexIds = (value: unknown): readonly string[] => JSON.stringify(value ?? null).match(/[0-9a-f]{32,40}/g) ?? [];

/** What may differ: times, digests, made-up ids, the address of the server, who was made with which version of Python. */
const comparable = (value: unknown, key = ''): unknown => {
  if (key === 'http_etag') return '<etag>';
  if (key === 'python_version') return '<version>';
  // A recorded entry of the bulk that was subscribed without being recorded.
  if (key === 'entries' && Array.isArray(value)) return value.map((each) => comparable(each));
  if (Array.isArray(value)) return value.map((each) => comparable(each));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, comparable(each, name)]));
  }
  if (typeof value !== 'string') return value;
  return value
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+/g, '<time>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, '<server>')
    .replace(/[0-9a-f]{32,40}/g, '<id>')
    .replace(/\/var\/lib\/mailman\w*\/(?:var\/)?queue/, '<queue>');
};

const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;

/** Between the recorded calls two hundred people were subscribed: so they are here. */
const bulk = async (): Promise<void> => {
  for (let index = 0; index < 200; index += 1) {
    await send({
      m: 'POST',
      p: '/members',
      req: {
        list_id: 'cop-sante.lists.example.org',
        subscriber: `bulk${index}@example.org`,
        display_name: `Bulk ${index}`,
        pre_verified: true,
        pre_confirmed: true,
        pre_approved: true,
        send_welcome_message: false,
      },
      status: 201,
    });
  }
};

const send = async ({ m, p, req }: RecordedCall, as = authorization) => {
  const response = await fetch(`${mailman.url}/3.1${translated(p)}`, {
    method: m,
    headers: { authorization: as, ...(req === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(req === undefined ? {} : { body: translated(JSON.stringify(req)) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, location: response.headers.get('location'), body };
};

const isBulkReading = ({ m, p }: RecordedCall): boolean => m === 'GET' && p.includes('roster/member?count=50&page=1');
/** The roster as the recording had it then, with people whom it does not show: only its size and shape are compared. */
const isOnlyShaped = ({ p }: RecordedCall): boolean =>
  p.startsWith('/queues') || p.includes('roster/member?count=1&') || p.includes('fields=');

test('every recorded exchange is answered as Mailman 3.3.8 answered it', { timeout: 60_000 }, async () => {
  const isUnknownUser = (index: number): boolean => index < 2;
  for (const [index, call] of calls.entries()) {
    if (isBulkReading(call)) {
      const members = [...mailman.state.members.values()].filter(({ role }) => role === 'member');
      for (const { id } of members) mailman.state.members.delete(id);
      await bulk();
    }
    const answer = await send(call, isUnknownUser(index) ? 'Basic wrong' : authorization);
    const what = `${index + 1}: ${call.m} ${call.p}`;
    expect(answer.status, what).toBe(call.status);
    expect(comparable(answer.location ?? undefined), what).toEqual(comparable(call.loc));
    const own = [...hexIds(answer.location), ...hexIds(answer.body)];
    const theirs = [...hexIds(call.loc), ...hexIds(call.res)];
    if (own.length === theirs.length) for (const [at, id] of theirs.entries()) ids.set(id, own[at] ?? id);
    if (typeof call.res === 'string') continue;
    if (isOnlyShaped(call)) {
      expect(Object.keys(z.record(z.string(), z.unknown()).parse(answer.body)), what).toEqual(
        Object.keys(z.record(z.string(), z.unknown()).parse(call.res)),
      );
      continue;
    }
    expect(comparable(answer.body), what).toEqual(comparable(call.res));
  }
});
