import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reservations } from './reservation.ts';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
type Recorded = readonly [method: string, path: string, headers: Readonly<Record<string, string>>, body: string];
const recorded = readFileSync(new URL('./recorded/reservation-calls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

/** A reservation system in a function, and what it was sent. */
const system = (answer: (sent: Sent, nth: number) => { readonly status: number; readonly json?: unknown }) => {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const send: typeof fetch = async (url, init) => {
    const request = new Request(url, init);
    const told = {
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    };
    sent.push(told);
    const { status, json } = answer(told, sent.length);
    return json === undefined ? new Response(null, { status }) : Response.json(json, { status });
  };
  const sleep = (ms: number) => Promise.resolve(void waits.push(ms));
  const asking = {
    url: 'http://resa.example.org/resa',
    headers: { Authorization: 'Bearer abc' },
    domain: 'meet.example.org',
    fetch: send,
    sleep,
  };
  return { sent, waits, client: reservations(asking) };
};
const now = Date.UTC(2026, 10, 24, 3, 22, 54);

test.each(
  recorded
    .filter(([method]) => method === 'POST')
    .map(([, path, headers, body]) => [new URLSearchParams(body).get('name') ?? '', path, headers, body] as const),
)('asks for %s as the recorded Prosody did', async (name, path, headers, body) => {
  const { sent, client } = system(() => ({ status: 200, json: { id: 7, name } }));
  await client.begin(name, now);
  const [asked] = sent;
  const fields = (text: string): string[] => [...new URLSearchParams(text).keys()].sort();
  expect(asked?.path).toBe(path);
  expect(fields(asked?.body ?? '')).toEqual(fields(body));
  const told = new URLSearchParams(asked?.body);
  expect(told.get('name')).toBe(name);
  expect(told.get('start_time')).toBe(new URLSearchParams(body).get('start_time'));
  expect(told.get('mail_owner')).toMatch(/^[0-9a-f-]{36}@meet\.example\.org$/);
  expect(asked?.headers['authorization']).toBe(headers['Authorization']);
  expect(asked?.headers['content-type']).toContain(headers['Content-Type'] ?? '?');
});

test('a room that is reserved already is looked up, a refusal is told in its own words, a failure is tried three times', async () => {
  const conflict = system(({ method }) =>
    method === 'POST'
      ? { status: 409, json: { conflict_id: 77 } }
      : { status: 200, json: { id: 77, name: 'conflict1' } },
  );
  expect(await conflict.client.begin('conflict1', now)).toEqual({ allowed: true, id: '77' });
  expect(conflict.sent[1]).toMatchObject({ method: 'GET', path: '/resa/conference/77' });

  const refusal = system(() => ({ status: 403, json: { message: 'pas maintenant' } }));
  expect(await refusal.client.begin('forbid1', now)).toEqual({ allowed: false, code: 403, message: 'pas maintenant' });
  expect(refusal.sent).toHaveLength(1);

  const failure = system(() => ({ status: 500 }));
  expect(await failure.client.begin('boom1', now)).toMatchObject({ allowed: false, code: 500 });
  expect([failure.sent.length, failure.waits]).toEqual([3, [3000, 3000]]);
});

test('an answer about another room opens nothing; the end of a room is told', async () => {
  const other = system(() => ({ status: 200, json: { id: 1, name: 'another' } }));
  expect(await other.client.begin('mine', now)).toMatchObject({ allowed: false });
  await other.client.end('1');
  expect(other.sent[1]).toMatchObject({ method: 'DELETE', path: '/resa/conference/1' });
});
