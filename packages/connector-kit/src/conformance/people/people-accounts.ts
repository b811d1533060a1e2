import type { Change } from '@passerelle/model';
import { expect, test } from 'vitest';
import { partials } from '../collect.ts';
import type { Outcome } from '../../contract/target.ts';
import type { PeopleWorkshop } from './people-workshop.ts';

type Open = () => PeopleWorkshop;
export const nativeOf = (outcome: Outcome | undefined): string | undefined =>
  outcome?.result === 'applied' || outcome?.result === 'already' ? outcome.native : undefined;
export const codeOf = (outcome: Outcome | undefined): string | undefined =>
  outcome?.result === 'failed' ? outcome.error.code : outcome?.result;

/** Accounts: observed as made, found again, brought up to date, never touched where they are protected. */
export const describePeopleAccounts = (open: Open): void => {
  test('an account that was made is observed, in both extents', async () => {
    const workshop = open();
    const list = await workshop.makeSpace();
    const { native, profile } = await workshop.makePerson([[list, workshop.space.low]]);
    for (const scope of [workshop.full([list]), workshop.targeted([list], [native, '0'.repeat(32)])]) {
      const seen = await workshop.observe(scope);
      expect(partials(seen)).toEqual([]);
      const account = seen.accounts.get(native);
      expect(account).toMatchObject({ enabled: true, protected: null });
      expect(account?.profile.displayName).toBe(profile.displayName);
      expect(account?.profile.email?.toLowerCase()).toBe(profile.email?.toLowerCase());
    }
  });

  test('an account that is made again after an attempt is the same one; without an attempt it is taken', async () => {
    const workshop = open();
    const change = workshop.accountChange(await workshop.bench.newPerson(workshop.next()));
    const [first] = await workshop.apply([change]);
    expect(codeOf(first)).toBe('applied');
    const [again] = await workshop.apply([change], { attemptedBefore: true });
    expect([codeOf(again), nativeOf(again)]).toEqual(['already', nativeOf(first)]);
    const other = await workshop.bench.newPerson(workshop.next());
    const same = { ...change, person: other.person };
    expect(codeOf((await workshop.apply([same]))[0])).toBe('taken');
  });

  test('a changed name and address arrive once, and every grant stays', async () => {
    const workshop = open();
    const { high } = workshop.space;
    const list = await workshop.makeSpace();
    const { person, native, profile } = await workshop.makePerson([[list, high]]);
    const changed = { ...profile, displayName: 'Łucja Œuvré', email: `moved-${profile.email ?? ''}` };
    const fields = ['displayName', 'email'] as const;
    const update = { kind: 'account', verb: 'update', person, profile: changed, fields } as const;
    await workshop.done([update]);
    for (const scope of [workshop.full([list]), workshop.targeted([list], [native])]) {
      const seen = await workshop.observe(scope);
      const observed = seen.accounts.get(native)?.profile;
      expect(observed?.displayName).toBe('Łucja Œuvré');
      expect(observed?.email?.toLowerCase()).toBe(changed.email.toLowerCase());
    }
    expect(await workshop.levels(list)).toEqual({ [native]: high });
    expect(codeOf((await workshop.apply([update]))[0])).toBe('already');
  });

  test('whoever is disabled is in no space of ours any more', async () => {
    const workshop = open();
    const lists = [await workshop.makeSpace(), await workshop.makeSpace()] as const;
    const { person } = await workshop.makePerson([
      [lists[0], workshop.space.low],
      [lists[1], workshop.space.high],
    ]);
    await workshop.done([{ kind: 'account', verb: 'disable', person }]);
    await workshop.done([{ kind: 'account', verb: 'disable', person }]);
    expect([await workshop.levels(lists[0]), await workshop.levels(lists[1])]).toEqual([{}, {}]);
    await workshop.done([{ kind: 'account', verb: 'enable', person }]);
  });

  test('protected accounts are refused on every path', async ({ skip }) => {
    const workshop = open();
    const { protectedAccounts } = workshop.bench;
    if (protectedAccounts.length === 0) return skip('the bench names no protected account');
    const list = await workshop.makeSpace();
    for (const native of protectedAccounts) {
      const { person, profile } = await workshop.bench.newPerson(workshop.next());
      workshop.natives.accounts[person] = native;
      const attempts: Change[] = [
        { kind: 'account', verb: 'disable', person },
        { kind: 'account', verb: 'update', person, profile, fields: ['displayName', 'email'] },
        workshop.grantChange(list.key, person, 'none', workshop.space.high),
        { kind: 'grant', verb: 'put-back', space: list.key, account: native },
      ];
      for (const change of attempts) {
        expect(codeOf((await workshop.apply([change]))[0]), `${change.kind} ${change.verb}`).toBe('protected');
      }
      const seen = await workshop.observe(workshop.targeted([list], [native]));
      expect(seen.accounts.get(native)?.protected).not.toBeNull();
      expect(seen.grants.size).toBe(0);
    }
  });
};
