import { expect, test } from 'vitest';
import { partials } from './collect.ts';
import type { Workshop } from './workshop.ts';

/** What is read, and that "nothing" is told as complete. */
export const describeObserving = (open: () => Workshop): void => {
  test('reading an empty scope ends complete and tells no member and no grant', async () => {
    const workshop = open();
    for (const scope of [workshop.full(), workshop.targeted()]) {
      const seen = await workshop.observe(scope);
      expect(partials(seen)).toEqual([]);
      expect(seen.memberships.size).toBe(0);
      expect(seen.grants.size).toBe(0);
    }
  });

  test('what was made is observed again, with the same ids, in both extents', async () => {
    const workshop = open();
    const community = workshop.newCommunity();
    const groups = await workshop.makeGroups(community);
    const account = await workshop.makeAccount(community, [groups.core.key]);
    const natives = Object.values(groups).map(({ native }) => native);
    for (const scope of [
      workshop.full({ groups: natives }),
      workshop.targeted({ accounts: [account.native], groups: natives }),
    ]) {
      const seen = await workshop.observe(scope);
      expect(partials(seen)).toEqual([]);
      expect([...seen.groups.keys()]).toEqual(expect.arrayContaining(natives));
      expect(seen.groups.get(groups.core.native)?.label).toContain('– été');
      const observed = seen.accounts.get(account.native);
      expect(observed).toMatchObject({ enabled: true, protected: null });
      expect([account.person, account.hint?.anchor, null]).toContain(observed?.anchor);
      if (observed?.profile.displayName !== undefined) {
        expect(observed.profile.displayName).toBe(account.profile.displayName);
      }
      if (observed?.profile.email !== undefined) {
        expect(observed.profile.email?.toLowerCase()).toBe(account.profile.email?.toLowerCase());
      }
      expect([...seen.memberships]).toEqual([`${groups.core.native} ${account.native}`]);
    }
  });

  test('a group and an account that are not there are simply not told', async () => {
    const workshop = open();
    const missing = `${workshop.bench.prefix}-nowhere`;
    const account = await workshop.makeAccount();
    const seen = await workshop.observe(workshop.targeted({ accounts: [missing, account.native] }));
    expect(partials(seen)).toEqual([]);
    expect([...seen.accounts.keys()]).toEqual([account.native]);
  });

  test('the names of things about to be made are looked up', async () => {
    const workshop = open();
    const { core } = await workshop.makeGroups(workshop.newCommunity());
    const names = { groups: [core.name, `${core.name}-free`], spaces: [] };
    const seen = await workshop.observe({ ...workshop.targeted(), extent: 'targeted', accounts: [], names });
    expect([...seen.groups.keys()]).toEqual([core.native]);
  });

  test('accounts that must never be touched are told as protected', async () => {
    const workshop = open();
    const { protectedAccounts } = workshop.bench;
    const seen = await workshop.observe(workshop.full());
    for (const native of protectedAccounts) {
      const observed = seen.accounts.get(native);
      if (observed !== undefined) expect(observed.protected, native).not.toBeNull();
    }
  });
};
