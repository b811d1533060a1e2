import { expect, test } from 'vitest';
import { z } from 'zod';
import { isConnectorError, type ConnectorError } from '../contract/error.ts';
import type { HttpResponse } from './client.ts';
import { expectJson } from './json.ts';
import { errorOfStatus } from './status-error.ts';

const now = Date.UTC(2026, 0, 15, 9, 0, 0);
const answer = (status: number, text = '', headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  text,
});
const thrown = (run: () => unknown): ConnectorError => {
  try {
    run();
  } catch (error) {
    if (isConnectorError(error)) return error;
  }
  throw new Error('no ConnectorError was thrown');
};

test.each([
  [401, 'unauthorized', 'never', 'target'],
  [403, 'forbidden', 'never', 'operation'],
  [404, 'not-found', 'never', 'operation'],
  [409, 'taken', 'never', 'operation'],
  [422, 'rejected', 'never', 'operation'],
  [429, 'rate-limited', 'backoff', 'target'],
  [500, 'server-error', 'backoff', 'operation'],
  [502, 'server-error', 'backoff', 'target'],
  [503, 'maintenance', 'backoff', 'target'],
  [302, 'unexpected-answer', 'backoff', 'operation'],
] as const)('%i is %s', (status, code, retry, scope) => {
  expect(errorOfStatus(answer(status), 'x', { now })).toMatchObject({ code, retry, scope, status });
});

test.each([
  ['120', now + 120_000],
  ['Thu, 15 Jan 2026 09:05:00 GMT', now + 300_000],
  ['Thu, 15 Jan 2026 08:00:00 GMT', now],
  ['999999999', now + 86_400_000],
])('Retry-After %s is honoured', (header, at) => {
  for (const status of [429, 503]) {
    expect(errorOfStatus(answer(status, '', { 'retry-after': header }), 'x', { now }).retry).toEqual({ at });
  }
});

test('a Retry-After that says nothing leaves the pace to the engine', () => {
  expect(errorOfStatus(answer(429, '', { 'retry-after': 'soon' }), 'x', { now }).retry).toBe('backoff');
});

test('a login page where JSON is due is told in words, without markup and secrets', () => {
  const page = '<!DOCTYPE html><html><script>var token="abc"</script><body>Log in <b>here</b> geheim</body></html>';
  const redact = (text: string): string => text.replaceAll('geheim', '•••');
  const error = thrown(() => expectJson(answer(200, page), 'x: read', z.object({}), { now, redact }));
  expect(error).toMatchObject({ code: 'unexpected-answer', retry: 'backoff', request: 'x: read' });
  expect(error.detail).toBe('HTML in place of JSON: Log in here •••');
});

test('half a JSON and another shape are unexpected answers; the values do not reach the error', () => {
  expect(thrown(() => expectJson(answer(200, '{"a":'), 'x', z.unknown(), { now })).code).toBe('unexpected-answer');
  const error = thrown(() => expectJson(answer(200, '{"a":"private"}'), 'x', z.object({ a: z.number() }), { now }));
  expect(error.code).toBe('unexpected-answer');
  expect(error.message).toContain('a: invalid_type');
  expect(error.message).not.toContain('private');
});

test('what is due comes back typed', () => {
  expect(expectJson(answer(201, '{"a":1,"b":2}'), 'x', z.object({ a: z.number() }), { now })).toEqual({ a: 1 });
});
