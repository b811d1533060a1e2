import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../endpoints/index.ts';
import { apiWorld, askers, rolesExpected, type ApiWorld } from '../testing/api-world.ts';
import { filledPath } from '../testing/filled-path.ts';

describe('rights', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await apiWorld();
  });
  afterAll(() => world.close());

  const reopenDrift = () =>
    world.test.engine.store.pool.query(`update drift set state = 'open' where id = $1`, [world.params['drift']]);
  const requestOf = (endpoint: (typeof endpoints)[number]): RequestInit => ({
    method: endpoint.method.toUpperCase(),
    ...(endpoint.schemas.body === null
      ? {}
      : { body: JSON.stringify(endpoint.example.body), headers: { 'content-type': 'application/json' } }),
  });

  describe.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))('%s', (_, endpoint) => {
    it.each(askers)('as %s', async (asker) => {
      const { rule } = endpoint;
      if (endpoint.changesWhatItIsAskedAbout === true) await reopenDrift();
      const may = rolesExpected(asker, rule.about).some((role) => rule.may.includes(role));
      const { status, body } = await world.ask(asker, filledPath(endpoint, world.params), requestOf(endpoint));
      if (may) expect([status, body['code']]).toEqual([200, body['code']]);
      else if (asker === 'nobody') expect([status, body['code']]).toEqual([401, 'not-logged-in']);
      else expect([403, 404]).toContain(status);
    });
  });

  it('lets an auditor read everything that an administrator reads, and change nothing', () => {
    for (const { id, method, rule } of endpoints) {
      const readers: readonly string[] = rule.may;
      if (method !== 'get') expect([id, readers.includes('auditor')]).toEqual([id, false]);
      // The directory is searched to enrol somebody: a search is no reading of what was done.
      else if (readers.includes('administrator') && id !== 'directory.search')
        expect([id, readers.includes('auditor')]).toEqual([id, true]);
    }
  });

  it('answers the same about what is not there and what may not be seen', async () => {
    const there = await world.ask('outsider', `/communities/${world.community}`);
    const nowhere = await world.ask('outsider', '/communities/nulle-part');
    expect(there.status).toBe(404);
    expect(there.text).toBe(nowhere.text);
    const person = await world.ask('elsewhere', `/people/${world.people.subject}`);
    const nobody = await world.ask('elsewhere', '/people/00000000-0000-4000-8000-000000000000');
    expect(person.status).toBe(404);
    expect(person.text).toBe(nobody.text);
  });

  it.each(['/communities', '/people', '/plans', '/drift'])('shows of %s only what one looks after', async (path) => {
    await reopenDrift();
    const { body } = await world.ask('elsewhere', path);
    expect(JSON.stringify(body)).not.toContain(world.people.subject);
    expect(JSON.stringify(body)).not.toContain('icane');
    const mine = await world.ask('technicien', path);
    expect(mine.body['items']).not.toEqual([]);
  });

  it('shows of a plan only the operations of what one looks after', async () => {
    const of = async (asker: 'elsewhere' | 'technicien' | 'auditor') => {
      const { body } = await world.ask(asker, `/plans/${world.wholePlan}/operations?limit=200`);
      return body['items'] as { community: string | null; person: { id: string } | null }[];
    };
    const [theirs, ours, all] = [await of('elsewhere'), await of('technicien'), await of('auditor')];
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.length + ours.length).toBe(all.length);
    expect(new Set(theirs.map(({ community }) => community ?? 'ailleurs'))).toEqual(new Set(['ailleurs']));
    expect(theirs.map(({ person }) => person?.id)).not.toContain(world.people.subject);
  });

  it('names as administrator only whose address is one person’s', async () => {
    const is = async (): Promise<unknown> => (await world.ask('administrator', '/me')).body['isAdministrator'];
    expect(await is()).toBe(true);
    const { pool } = world.test.engine.store;
    const take = (email: string) =>
      pool.query(`update person_name set email = $2, email_folded = $2 where person = $1`, [
        world.people.outsider,
        email,
      ]);
    await take('administrator@institution.example');
    expect(await is()).toBe(false);
    await take('outsider@institution.example');
    expect(await is()).toBe(true);
  });
});
