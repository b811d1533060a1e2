import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from './endpoints/index.ts';
import { problemsOf } from './openapi/document.ts';
import { problems } from './problem/problems.ts';
import { apiWorld, type ApiWorld, type Asker } from './testing/api-world.ts';
import { filledPath } from './testing/filled-path.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    '\u0000',
    '-1',
    '1e999',
    '9007199254740993',
    'null',
    '%',
    '\\',
    "' or 1=1 --",
    '__proto__',
    '2026-02-30',
    '\ud800',
  ),
  fc.uuid(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const cursors = fc
  .record({
    sort: fc.constantFrom('name', '-name', '-seq', '-number', 'position', 'firstSeen', 'since'),
    key: fc.oneof(nasty, fc.double(), fc.maxSafeInteger()),
    id: nasty,
  })
  .map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url'));

describe('whatever is sent', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await apiWorld();
  });
  afterAll(() => world.close());

  const askers = fc.constantFrom<Asker>('nobody', 'technicien', 'administrator');

  it.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s answers with what is documented, and never with a failure',
    async (_, endpoint) => {
      const properties = Object.keys((endpoint.schemas.query as { shape?: object }).shape ?? {});
      const documented = new Set([
        200,
        ...problemsOf(endpoint)
          .filter((code) => code !== 'failed')
          .map((code) => problems[code]),
      ]);
      const queries = fc.dictionary(
        properties.length === 0 ? nasty : fc.oneof(fc.constantFrom(...properties), nasty),
        fc.oneof(nasty, cursors),
        { maxKeys: 4 },
      );
      const params = fc.record({ use: fc.boolean(), value: nasty });
      const bodies = fc.oneof(fc.json(), nasty, fc.constant('{"a":'));
      await fc.assert(
        fc.asyncProperty(askers, params, queries, bodies, async (asker, param, query, body) => {
          const known = param.use
            ? Object.fromEntries(Object.keys(world.params).map((name) => [name, param.value.toWellFormed()]))
            : world.params;
          const path = filledPath({ ...endpoint, example: { query: {}, body: null } }, known);
          const search = new URLSearchParams(Object.entries(query)).toString();
          const { status, text } = await world.ask(asker, `${path}?${search}`, {
            method: endpoint.method.toUpperCase(),
            ...(endpoint.method === 'get' ? {} : { body, headers: { 'content-type': 'application/json' } }),
          });
          // An empty parameter makes another address.
          if (param.use && ['', '.', '..'].includes(param.value)) expect(status).toBeLessThan(500);
          else expect([documented.has(status), status, text.slice(0, 200)]).toEqual([true, status, text.slice(0, 200)]);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each([
    ['/communities/%E0%A4%A/members', 400],
    ['/communities/%00', 404],
    ['/nowhere', 404],
    ['/communities?limit=1&limit=2', 422],
    ['/communities?unknown=1', 422],
    [`/people?text=${'a'.repeat(201)}`, 422],
    ['/people?text=%00', 422],
  ])('GET %s is the asker’s mistake: %i', async (path, status) => {
    const answer = await world.ask('administrator', path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('says what can be done at an address', async () => {
    const answer = await world.ask('administrator', '/me', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('tells the fields that are wrong, in the reader’s language, without what was in them', async () => {
    const ask = (language: string) =>
      world.ask('technicien', '/people?limit=hunter2&state=hunter2', { headers: { 'accept-language': language } });
    const french = await ask('fr');
    expect(french.body).toMatchObject({ status: 422, code: 'invalid', type: `${world.url}/api/problems/invalid` });
    expect((french.body['errors'] as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      '/limit',
      '/state',
    ]);
    expect(french.text).not.toContain('hunter2');
    expect(french.headers.get('content-language')).toBe('fr');
    const english = await ask('nl, fr;q=0.5');
    expect(english.headers.get('content-language')).toBe('en');
    expect(english.body['title']).not.toBe(french.body['title']);
  });
});
