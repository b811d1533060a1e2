import { loginGroups, makePlan } from '@passerelle/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { communityOf, sendAway, span, welcome, type Newcomer } from './people.ts';
import { accountOf, groupsOf, logIn, tellDone, type Arrival } from './provider.ts';
import { careGroup, forum, openScene, type Scene } from './scene.ts';

describe('forty new members of a new community, while the forum allows sixty calls a minute', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
  });
  afterEach(() => scene.close());

  const now = (): number => scene.engine.now();
  const groupOf = ({ participation }: Newcomer, slug: string): string => `cop-${slug}-${participation}`;

  /** What the forum itself lets somebody do in the category of the community. */
  const mayDo = async ({ visitor }: Arrival): Promise<'nothing' | 'reply' | 'create'> => {
    const category = [...scene.server.state.categories.values()].find(({ name }) => name.includes('aube'));
    if (category === undefined) return 'nothing';
    const page = await visitor.get(`/c/${category.slug}/${category.id}.json`);
    if (page.status !== 200) return 'nothing';
    return page.text.includes('"can_create_topic":true') ? 'create' : 'reply';
  };
  const should = ({ participation }: Newcomer): 'reply' | 'create' => (participation === 'active' ? 'create' : 'reply');

  const open = async (): Promise<number> => {
    const { rows } = await scene.engine.store.pool.query<{ n: number }>(
      `select count(*)::int as n from operation where state in ('planned', 'running', 'failed') and hold is null`,
    );
    return rows[0]?.n ?? -1;
  };
  /** Runs the queue minute by minute; tells how many minutes it took until nothing was left. */
  const finish = async (plan: string): Promise<number> => {
    for (let minutes = 0; minutes < 8; minutes += 1) {
      if ((await open()) === 0) return minutes;
      await scene.minute();
      await scene.run(plan);
    }
    return Number.POSITIVE_INFINITY;
  };

  /** Everything as it should be, each operation with one word about its end, and nothing there twice. */
  const expectWhole = async (plan: string, people: readonly Newcomer[], slug: string, sentAway = 0): Promise<void> => {
    const { rows } = await scene.engine.store.pool.query<{ state: string; told: number }>(
      `select o.state, (select count(*)::int from audit a where a.operation = o.id and a.action in ('operation.applied', 'operation.already', 'operation.failed', 'operation.superseded', 'operation.cancelled')) as told
         from operation o where o.plan = $1 and o.hold is null`,
      [plan],
    );
    expect(rows.filter(({ told }) => told !== 1)).toEqual([]);
    const done = rows.filter(({ state }) => ['applied', 'already'].includes(state));
    expect(done.length).toBeGreaterThanOrEqual(2 * 39);
    // Only what was planned for somebody who was sent away meanwhile was dropped.
    expect(rows.length - done.length).toBe(sentAway * 2);
    for (const person of people) expect(groupsOf(scene, person.id)).toEqual([groupOf(person, slug), careGroup]);
    expect(scene.refused()).toBe(0);
  };
  /** A reading of the whole forum finds nothing else to do, and nothing that it does not know. */
  const expectInStep = async (held = 0): Promise<void> => {
    await scene.minute();
    const { signal } = new AbortController();
    const plan = await makePlan(scene.engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });
    expect(plan.targets.map(({ state, operations, findings }) => ({ state, operations, findings }))).toEqual([
      { state: 'planned', operations: held, findings: [] },
    ]);
  };

  test('whoever comes first is served at once where the category is there, without a call; the queue then finds it done', async () => {
    const aube = communityOf('aube');
    const brume = communityOf('brume');
    const first = await welcome(scene.engine.store, aube, [1], now());
    const old = await welcome(scene.engine.store, brume, span(1, 6), now());
    await scene.run(await scene.plan());

    // Within the same minute the forty come, six of another community are lost by nobody's confirmed act, and the queue begins.
    const forty = await welcome(scene.engine.store, aube, span(11, 50), now());
    await sendAway(scene.engine.store, brume, old, { at: now(), confirmed: false });
    const plan = await scene.plan();
    const before = scene.calls();
    await scene.run(plan);
    expect(scene.calls() - before).toBeGreaterThan(10);
    expect(await open()).toBeGreaterThan(0);
    const behind = forty.filter(({ id }) => accountOf(scene, id) === null);
    expect(behind.length).toBeGreaterThan(20);

    // One of those whom the queue has not come to is sent away again before coming.
    const gone = behind.slice(0, 1);
    await sendAway(scene.engine.store, aube, gone, { at: now(), confirmed: true });
    const staying = forty.filter(({ id }) => id !== gone[0]?.id);

    const made = scene.calls();
    const arrivals = new Map<Newcomer, Arrival>();
    for (const person of staying) {
      const arrival = await logIn(scene, person);
      arrivals.set(person, arrival);
      expect(arrival.status).toBe(302);
      expect(groupsOf(scene, person.id)).toEqual([groupOf(person, 'aube'), careGroup]);
      expect(await mayDo(arrival)).toBe(should(person));
    }
    for (const person of gone) {
      const { answer, status } = await logIn(scene, person);
      expect([answer, status]).toEqual([{ answered: false, because: 'stands-nowhere' }, null]);
      expect(accountOf(scene, person.id)).toBeNull();
    }
    // What a guard holds is sent by nobody.
    for (const person of old) {
      expect(await loginGroups(scene.engine, { target: forum, person: person.id })).toMatchObject({
        add: [],
        remove: [],
      });
      expect((await logIn(scene, person)).status).toBe(302);
      expect(groupsOf(scene, person.id)).toEqual([groupOf(person, 'brume'), careGroup]);
    }
    expect(scene.calls()).toBe(made);

    // Of half of them the forum tells that they have come, of the others nobody does.
    const told = behind.filter((person, index) => index % 2 === 1 && arrivals.has(person));
    for (const person of told) {
      const arrival = arrivals.get(person);
      if (arrival === undefined) continue;
      await tellDone(scene, person, arrival);
      await tellDone(scene, person, arrival);
    }
    expect(scene.calls()).toBe(made);
    const { rows } = await scene.engine.store.pool.query<{ n: number }>(
      `select count(*)::int as n from audit where action = 'operation.applied' and actor = 'login'`,
    );
    expect(rows[0]?.n).toBe(told.length * 2);

    expect(await finish(plan)).toBeLessThanOrEqual(2);
    await expectWhole(plan, [...first, ...staying], 'aube', gone.length);
    expect(accountOf(scene, gone[0]?.id ?? '')).toBeNull();
    const bound = [...scene.server.state.users.values()].filter(({ sso }) => sso !== null);
    expect(bound).toHaveLength(old.length + first.length + staying.length);
    // What the guard holds is planned again, and nothing else.
    await expectInStep(old.length * 2);
  });

  test('and where nothing is there yet, the category comes before the people: each finds it open at their first login', async () => {
    const aube = communityOf('aube');
    const forty = await welcome(scene.engine.store, aube, span(11, 50), now());
    const plan = await scene.plan();
    await scene.run(plan);
    const made = scene.calls();
    const arrivals = new Map<Newcomer, Arrival>();
    for (const person of forty) {
      const arrival = await logIn(scene, person);
      arrivals.set(person, arrival);
      expect(arrival.status).toBe(302);
      expect(groupsOf(scene, person.id)).toEqual([groupOf(person, 'aube'), careGroup]);
      expect(await mayDo(arrival)).toBe(should(person));
      await tellDone(scene, person, arrival);
    }
    expect(scene.calls()).toBe(made);
    await finish(plan);
    expect(scene.calls() - made).toBeLessThan(10);
    await expectWhole(plan, forty, 'aube');
    for (const [person, arrival] of arrivals) expect(await mayDo(arrival)).toBe(should(person));
    await expectInStep();
  });
});
