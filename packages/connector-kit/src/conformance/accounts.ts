import { expect, test } from 'vitest';
import type { Change } from '@passerelle/model';
import type { Workshop } from './workshop.ts';

/** Accounts: brought up to date, switched off and on, and never touched where they are protected. */
export const describeAccounts = (open: () => Workshop): void => {
  test('a changed name arrives, once', async ({ skip }) => {
    const workshop = open();
    if (workshop.bench.mode === 'await') return skip('profiles belong to the identity side');
    const { person, profile, native } = await workshop.makeAccount();
    const changed = { ...profile, displayName: 'Łucja Œuvré', email: `moved-${profile.email ?? 'nobody@example.org'}` };
    const update = {
      kind: 'account',
      verb: 'update',
      person,
      profile: changed,
      fields: ['displayName', 'email'],
    } as const;
    await workshop.done([update]);
    const seen = await workshop.observe(workshop.targeted({ accounts: [native] }));
    expect(seen.accounts.get(native)?.profile).toMatchObject({ displayName: 'Łucja Œuvré', email: changed.email });
    const [again] = await workshop.apply([update]);
    expect(again?.result).toBe('already');
  });

  test('somebody is disabled, twice, and enabled again; memberships stay', async () => {
    const workshop = open();
    const community = workshop.newCommunity();
    const { core } = await workshop.makeGroups(community);
    const { person, native } = await workshop.makeAccount(community, [core.key]);
    const enabled = async (): Promise<boolean | undefined> => {
      const seen = await workshop.observe(workshop.targeted({ accounts: [native], groups: [core.native] }));
      expect(seen.memberships).toContain(`${core.native} ${native}`);
      return seen.accounts.get(native)?.enabled;
    };
    await workshop.done([{ kind: 'account', verb: 'disable', person }]);
    await workshop.done([{ kind: 'account', verb: 'disable', person }]);
    expect(await enabled()).toBe(false);
    await workshop.done([{ kind: 'account', verb: 'enable', person }]);
    expect(await enabled()).toBe(true);
  });

  test('protected accounts are refused on every path and stay as they were', async ({ skip }) => {
    const workshop = open();
    const { protectedAccounts } = workshop.bench;
    if (protectedAccounts.length === 0) return skip('the bench names no protected account');
    const community = workshop.newCommunity();
    const { core } = await workshop.makeGroups(community);
    for (const native of protectedAccounts) {
      const { person, profile } = await workshop.bench.newPerson(workshop.next());
      workshop.natives.accounts[person] = native;
      const before = (await workshop.observe(workshop.targeted({ accounts: [native] }))).accounts.get(native);
      const attempts: Change[] = [
        { kind: 'account', verb: 'disable', person },
        { kind: 'account', verb: 'update', person, profile, fields: ['displayName', 'email'] },
        { kind: 'account', verb: 'enable', person },
        { ...workshop.join(person, community, [core.key]), direction: 'lower' },
        { kind: 'membership', verb: 'put-back', group: core.key, account: native },
      ];
      for (const change of attempts) {
        const [outcome] = await workshop.apply([change]);
        const code = outcome?.result === 'failed' ? outcome.error.code : outcome?.result;
        expect(code, `${change.kind} ${change.verb} of ${native}`).toBe('protected');
      }
      const seen = await workshop.observe(workshop.targeted({ accounts: [native], groups: [core.native] }));
      expect(seen.accounts.get(native)).toEqual(before);
      expect(seen.memberships.size).toBe(0);
    }
  });
};
