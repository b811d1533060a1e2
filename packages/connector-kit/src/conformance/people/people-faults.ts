import { isDeepStrictEqual } from 'node:util';
import type { Change } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import { partials } from '../collect.ts';
import { expectError } from '../expected-errors.ts';
import type { FaultKind } from '../harness.ts';
import type { PeopleWorkshop } from './people-workshop.ts';

/** Beyond so many requests of one change something is wrong with the change. */
const mostRequests = 60;
type Open = () => PeopleWorkshop;

interface Scenario {
  readonly name: string;
  prepare(workshop: PeopleWorkshop): Promise<readonly Change[]>;
}
const scenarios: readonly Scenario[] = [
  { name: 'a new space', prepare: (workshop) => Promise.resolve([workshop.spaceChange()]) },
  {
    name: 'a new label',
    async prepare(workshop) {
      const { key } = await workshop.makeSpace();
      return [{ kind: 'space', verb: 'update', space: key, label: `${workshop.bench.prefix} anew` }];
    },
  },
  {
    name: 'a new account with its grants',
    async prepare(workshop) {
      const [one, two] = [await workshop.makeSpace(), await workshop.makeSpace()];
      const account = workshop.accountChange(await workshop.bench.newPerson(workshop.next()));
      const { low, high } = workshop.space;
      return [
        account,
        workshop.grantChange(one.key, account.person, 'none', low),
        workshop.grantChange(two.key, account.person, 'none', high),
      ];
    },
  },
  {
    name: 'a raise',
    async prepare(workshop) {
      const list = await workshop.makeSpace();
      const { low, high } = workshop.space;
      const { person } = await workshop.makePerson([[list, low]]);
      return [workshop.grantChange(list.key, person, low, high)];
    },
  },
  {
    name: 'somebody taken out',
    async prepare(workshop) {
      const list = await workshop.makeSpace();
      const { person } = await workshop.makePerson([[list, workshop.space.high]]);
      return [workshop.grantChange(list.key, person, workshop.space.high, 'none')];
    },
  },
  {
    name: 'a changed profile',
    async prepare(workshop) {
      const list = await workshop.makeSpace();
      const { person, profile } = await workshop.makePerson([[list, workshop.space.high]]);
      const changed = { ...profile, displayName: 'Zoë Nowak', email: `new-${profile.email ?? ''}` };
      return [{ kind: 'account', verb: 'update', person, profile: changed, fields: ['displayName', 'email'] }];
    },
  },
];

/** How many accounts and spaces are there that the suite did not make. */
const strangers = async (workshop: PeopleWorkshop): Promise<Record<'account' | 'space', number>> => {
  const seen = await workshop.observe(workshop.full());
  expect(partials(seen)).toEqual([]);
  const { account, space } = workshop.made;
  return { account: seen.accounts.size - account, space: seen.spaces.size - space };
};

const converge = async (
  workshop: PeopleWorkshop,
  changes: readonly Change[],
  before: Awaited<ReturnType<typeof strangers>>,
): Promise<void> => {
  const [native] = await workshop.done(changes, true);
  await workshop.done(changes, true);
  const [first] = changes;
  if (first !== undefined) workshop.remember(first, native ?? '');
  expect(await strangers(workshop), 'something is there twice, or not at all').toEqual(before);
};

/** @returns false when the change sends fewer requests than that */
const strikeChange = async (
  workshop: PeopleWorkshop,
  scenario: Scenario,
  strike: { readonly kind: FaultKind; readonly nth: number },
  before: Awaited<ReturnType<typeof strangers>>,
): Promise<boolean> => {
  const { kind, nth } = strike;
  const { bench } = workshop;
  const changes = await scenario.prepare(workshop);
  bench.requests?.forget();
  const armed = bench.faults?.arm(kind, nth);
  const outcomes = await workshop.apply(changes);
  const sent = bench.requests?.all().length ?? 0;
  const struck = (armed?.struck ?? 0) > 0;
  const harmless = kind === 'slow' || armed?.harmless === true;
  armed?.disarm();
  expect(outcomes).toHaveLength(changes.length);
  const errors = outcomes.flatMap((outcome) => (outcome.result === 'failed' ? [outcome.error] : []));
  if (struck && kind === 'unauthorized') expect(sent).toBeLessThanOrEqual(nth + 1);
  if (!struck || harmless) expect(errors.map(({ message }) => message)).toEqual([]);
  else if (kind !== 'server-error') expect(errors.length, `${kind} at request ${nth} was swallowed`).toBeGreaterThan(0);
  if (kind !== 'slow') for (const error of errors) expectError(error, kind, bench.now());
  await converge(workshop, changes, before);
  return struck;
};

const describeReading = (open: Open, kinds: readonly FaultKind[]): void => {
  test.each(kinds)('reading with %s at each request: what failed is partial, the rest as it was', async (kind) => {
    const workshop = open();
    const { bench } = workshop;
    const lists = [await workshop.makeSpace(), await workshop.makeSpace()];
    await workshop.makePerson(lists.map((list) => [list, workshop.space.high] as const));
    const scope = workshop.full(lists);
    const whole = await workshop.observe(scope);
    expect(partials(whole)).toEqual([]);
    let nth = 1;
    for (; nth <= mostRequests; nth += 1) {
      bench.requests?.forget();
      const armed = bench.faults?.arm(kind, nth);
      const seen = await workshop.observe(scope);
      const struck = (armed?.struck ?? 0) > 0;
      if (struck && kind === 'unauthorized') expect(bench.requests?.all().length ?? 0).toBeLessThanOrEqual(nth + 1);
      armed?.disarm();
      expect([...seen.containers.keys()].sort()).toEqual([...whole.containers.keys()].sort());
      const failures = partials(seen);
      if (struck && kind !== 'slow') {
        expect(failures.length, `${kind} at request ${nth} was taken for an answer`).toBeGreaterThan(0);
        for (const [, error] of failures) expectError(error, kind, bench.now());
      } else expect(failures).toEqual([]);
      const broken = new Set(failures.map(([key]) => key));
      for (const key of seen.containers.keys()) {
        // Accounts tell who is known on the lists that were read: with a list missing there may be fewer strangers among them.
        if (broken.has(key) || (key === 'accounts' && broken.size > 0)) continue;
        const same = isDeepStrictEqual(new Set(seen.contents.get(key)), new Set(whole.contents.get(key)));
        expect(same, `${key} ended complete and is not`).toBe(true);
      }
      if (!struck) break;
    }
    expect(nth, 'no request was struck').toBeGreaterThan(1);
    expect(partials(await workshop.observe(scope))).toEqual([]);
  });
};

/** Each of these kinds of fault at every request of every change and of the full reading. */
export const describePeopleFaults = (open: Open, kinds: readonly FaultKind[]): void => {
  describe.each(scenarios)('faults during $name', (scenario) => {
    test.each(kinds)('%s at each request in turn: the right error, and it converges afterwards', async (kind) => {
      const workshop = open();
      const before = await strangers(workshop);
      let nth = 1;
      while (nth <= mostRequests && (await strikeChange(workshop, scenario, { kind, nth }, before))) nth += 1;
      expect(nth, 'no request was struck').toBeGreaterThan(1);
      expect(nth).toBeLessThanOrEqual(mostRequests);
    });
  });
  describeReading(open, kinds);

  test('a worker that is asked to stop sends nothing further', async () => {
    const workshop = open();
    const list = await workshop.makeSpace();
    const account = workshop.accountChange(await workshop.bench.newPerson(workshop.next()));
    const changes = [account, workshop.grantChange(list.key, account.person, 'none', workshop.space.high)];
    const before = await strangers(workshop);
    const controller = new AbortController();
    controller.abort();
    workshop.bench.requests?.forget();
    const outcomes = await workshop.apply(changes, { call: workshop.bench.call({ signal: controller.signal }) });
    for (const outcome of outcomes) {
      expect(outcome.result === 'failed' ? outcome.error.code : outcome.result).toBe('aborted');
    }
    expect(workshop.bench.requests?.all().length ?? 0).toBe(0);
    await converge(workshop, changes, before);
  });
};
