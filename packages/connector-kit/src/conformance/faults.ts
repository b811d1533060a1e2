import { isDeepStrictEqual } from 'node:util';
import type { Change } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import { partials } from './collect.ts';
import { expectError } from './expected-errors.ts';
import type { Bench, FaultKind } from './harness.ts';
import type { Workshop } from './workshop.ts';

/** Beyond so many requests of one change something is wrong with the change. */
const mostRequests = 60;

const countSince = (bench: Bench): number => bench.requests?.all().length ?? 0;

/** After a first 401 at most one more request may follow: a token's renewal. Eleven would lock everybody out of a Nextcloud. */
const expectSilenceAfter = (bench: Bench, nth: number): void => {
  if (bench.requests !== undefined) expect(countSince(bench)).toBeLessThanOrEqual(nth + 1);
};

interface Scenario {
  readonly name: string;
  /** Makes what the change needs, and the change. */
  prepare(workshop: Workshop): Promise<readonly Change[]>;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'a new group',
    prepare: (workshop) => Promise.resolve([workshop.groupChange(workshop.newCommunity(), 'core')]),
  },
  {
    name: 'a new label',
    async prepare(workshop) {
      const { core } = await workshop.makeGroups(workshop.newCommunity());
      return [{ kind: 'group', verb: 'update', group: core.key, label: `${workshop.bench.prefix} anew` }];
    },
  },
  {
    name: 'a new account with its groups',
    async prepare(workshop) {
      const community = workshop.newCommunity();
      const { core, active } = await workshop.makeGroups(community);
      const account = workshop.accountChange(await workshop.bench.newPerson(workshop.next()));
      return [account, workshop.join(account.person, community, [core.key, active.key])];
    },
  },
  {
    name: 'a raise',
    async prepare(workshop) {
      const community = workshop.newCommunity();
      const { peripheral, core } = await workshop.makeGroups(community);
      const { person } = await workshop.makeAccount(community, [peripheral.key]);
      return [workshop.join(person, community, [core.key], [peripheral.key])];
    },
  },
  {
    name: 'a changed profile',
    async prepare(workshop) {
      const { person, profile } = await workshop.makeAccount();
      if (workshop.bench.mode === 'await') return [];
      const changed = { ...profile, displayName: 'Zoë Nowak', email: `new-${profile.email ?? 'nobody@example.org'}` };
      return [{ kind: 'account', verb: 'update', person, profile: changed, fields: ['displayName', 'email'] }];
    },
  },
  {
    name: 'a disabled account',
    async prepare(workshop) {
      const { person } = await workshop.makeAccount();
      return [{ kind: 'account', verb: 'disable', person }];
    },
  },
  {
    name: 'a new space with its grants',
    async prepare(workshop) {
      const { space } = workshop.bench;
      if (space === null) return [];
      const community = workshop.newCommunity();
      const { peripheral, core } = await workshop.makeGroups(community);
      const grants = [
        { group: peripheral.key, level: space.low },
        { group: core.key, level: space.high },
      ];
      return [workshop.spaceChange(community, grants)];
    },
  },
  {
    name: 'lowered grants',
    async prepare(workshop) {
      const { space } = workshop.bench;
      if (space === null) return [];
      const community = workshop.newCommunity();
      const { peripheral, core } = await workshop.makeGroups(community);
      const made = await workshop.makeSpace(community, [
        { group: peripheral.key, level: space.low },
        { group: core.key, level: space.high },
      ]);
      const grants = [
        { group: peripheral.key, level: 'none' },
        { group: core.key, level: space.low },
      ] as const;
      return [{ kind: 'grant', verb: 'change', space: made.key, direction: 'lower', grants }];
    },
  },
];

/** How many accounts, groups and spaces are there that the suite did not make. */
const strangers = async (workshop: Workshop): Promise<Record<'account' | 'group' | 'space', number>> => {
  const seen = await workshop.observe(workshop.full());
  expect(partials(seen)).toEqual([]);
  const { account, group, space } = workshop.made;
  return { account: seen.accounts.size - account, group: seen.groups.size - group, space: seen.spaces.size - space };
};

/** Repeats a change after the fault is gone, and once more: it must be done, and nothing be there twice. */
const expectConverged = async (
  workshop: Workshop,
  changes: readonly Change[],
  before: Awaited<ReturnType<typeof strangers>>,
): Promise<void> => {
  const [native] = await workshop.done(changes, { attemptedBefore: true });
  await workshop.done(changes, { attemptedBefore: true });
  const [first] = changes;
  if (first !== undefined) workshop.remember(first, native ?? '');
  expect(await strangers(workshop), 'something is there twice, or not at all').toEqual(before);
};

/** One change with one fault at one request. @returns false when the change sends fewer requests than that */
const strikeChange = async (
  workshop: Workshop,
  scenario: Scenario,
  strike: { readonly kind: FaultKind; readonly nth: number },
  before: Awaited<ReturnType<typeof strangers>>,
): Promise<boolean> => {
  const { kind, nth } = strike;
  const { bench } = workshop;
  const changes = await scenario.prepare(workshop);
  if (changes.length === 0) return false;
  bench.requests?.forget();
  const armed = bench.faults?.arm(kind, nth);
  const outcomes = await workshop.apply(changes);
  const sent = countSince(bench);
  const struck = (armed?.struck ?? 0) > 0;
  const harmless = kind === 'slow' || armed?.harmless === true;
  armed?.disarm();
  expect(outcomes).toHaveLength(changes.length);
  const errors = outcomes.flatMap((outcome) => (outcome.result === 'failed' ? [outcome.error] : []));
  if (struck && kind === 'unauthorized' && bench.requests !== undefined) expect(sent).toBeLessThanOrEqual(nth + 1);
  if (!struck || harmless) expect(errors.map(({ message }) => message)).toEqual([]);
  // A fault inside the platform may be got over by looking what came of it; every other one must be told.
  else if (kind !== 'server-error') expect(errors.length, `${kind} at request ${nth} was swallowed`).toBeGreaterThan(0);
  if (kind !== 'slow') for (const error of errors) expectError(error, kind, bench.now());
  await expectConverged(workshop, changes, before);
  return struck;
};

/** Each of these kinds of fault at every request of every change and of the full reading. */
export const describeFaults = (open: () => Workshop, kinds: readonly FaultKind[]): void => {
  describe.each(scenarios)('faults during $name', (scenario) => {
    test.each(kinds)('%s at each request in turn: the right error, and it converges afterwards', async (kind) => {
      const workshop = open();
      if ((await scenario.prepare(workshop)).length === 0) return;
      const before = await strangers(workshop);
      let nth = 1;
      while (nth <= mostRequests && (await strikeChange(workshop, scenario, { kind, nth }, before))) nth += 1;
      expect(nth, 'no request was struck').toBeGreaterThan(1);
      expect(nth).toBeLessThanOrEqual(mostRequests);
    });
  });

  test.each(kinds)(
    'reading with %s at each request in turn: what failed is partial, the rest as it was',
    async (kind) => {
      const workshop = open();
      const { bench } = workshop;
      const community = workshop.newCommunity();
      const groups = await workshop.makeGroups(community);
      await workshop.makeAccount(community, [groups.core.key]);
      const spaces =
        bench.space === null
          ? []
          : [await workshop.makeSpace(community, [{ group: groups.core.key, level: bench.space.low }])];
      const scope = workshop.full({
        groups: Object.values(groups).map(({ native }) => native),
        spaces: spaces.map(({ native }) => native),
      });
      const whole = await workshop.observe(scope);
      expect(partials(whole)).toEqual([]);
      let nth = 1;
      for (; nth <= mostRequests; nth += 1) {
        bench.requests?.forget();
        const armed = bench.faults?.arm(kind, nth);
        const seen = await workshop.observe(scope);
        const struck = (armed?.struck ?? 0) > 0;
        if (struck && kind === 'unauthorized') expectSilenceAfter(bench, nth);
        armed?.disarm();
        expect([...seen.containers.keys()].sort()).toEqual([...whole.containers.keys()].sort());
        const failures = partials(seen);
        if (struck && kind !== 'slow') {
          expect(failures.length, `${kind} at request ${nth} was taken for an answer`).toBeGreaterThan(0);
          for (const [, error] of failures) expectError(error, kind, bench.now());
        } else expect(failures).toEqual([]);
        const broken = new Set(failures.map(([key]) => key));
        for (const key of seen.containers.keys()) {
          if (broken.has(key)) continue;
          const same = isDeepStrictEqual(new Set(seen.contents.get(key)), new Set(whole.contents.get(key)));
          expect(same, `${key} ended complete and is not`).toBe(true);
        }
        if (!struck) break;
      }
      expect(nth, 'no request was struck').toBeGreaterThan(1);
      const after = await workshop.observe(scope);
      expect(partials(after)).toEqual([]);
    },
  );

  test('a worker that is asked to stop, or may not write any more, sends nothing further', async () => {
    const workshop = open();
    const { bench } = workshop;
    const community = workshop.newCommunity();
    const { core } = await workshop.makeGroups(community);
    // Before there is somebody new: a platform that lists everybody shows them at once, whose account is awaited or not.
    const before = await strangers(workshop);
    const account = workshop.accountChange(await bench.newPerson(workshop.next()));
    const changes = [account, workshop.join(account.person, community, [core.key])];
    const controller = new AbortController();
    controller.abort();
    bench.requests?.forget();
    const outcomes = await workshop.apply(changes, { call: bench.call({ signal: controller.signal }) });
    for (const outcome of outcomes) {
      expect(outcome.result === 'failed' ? outcome.error.code : outcome.result).toBe('aborted');
    }
    expect(countSince(bench)).toBe(0);
    await expectConverged(workshop, changes, before);
  });
};
