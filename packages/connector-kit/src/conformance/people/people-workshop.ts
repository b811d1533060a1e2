import {
  communityId,
  compareLevels,
  objectOf,
  spaceKey,
  type Change,
  type Level,
  type NativeId,
  type PersonId,
  type SpaceKey,
} from '@passerelle/model';
import { expect } from 'vitest';
import type { Call } from '../../contract/call.ts';
import type { Outcome, Scope } from '../../contract/target.ts';
import { collect, partials, type Seen } from '../collect.ts';
import type { Bench, SamplePerson } from '../harness.ts';

export interface MadePerson extends SamplePerson {
  readonly native: NativeId;
}
export interface MadeList {
  readonly key: SpaceKey;
  readonly native: NativeId;
}

/** Makes things on a bench whose platform has no groups, the way the engine would, and remembers their natives. */
export const openPeopleWorkshop = (bench: Bench) => {
  const { space } = bench;
  if (space === null) throw new Error('a platform of grants to people has spaces');
  let number = 0;
  const next = (): number => (number += 1);
  const natives = {
    accounts: {} as Record<string, NativeId>,
    groups: {} as Record<string, NativeId>,
    spaces: {} as Record<string, NativeId>,
  };
  const made = { account: 0, space: 0 };

  const apply = (
    changes: readonly Change[],
    options: { readonly attemptedBefore?: boolean; readonly call?: Call } = {},
  ): Promise<readonly Outcome[]> => {
    const [first] = changes;
    if (first === undefined) throw new Error('nothing to apply');
    const { attemptedBefore = false, call = bench.call() } = options;
    const operations = changes.map((change, index) => ({ id: `operation-${index}`, change, attemptedBefore }));
    return bench.target.apply({ object: objectOf(first), operations, natives }, call);
  };
  /** Applies and insists that everything was done. */
  const done = async (changes: readonly Change[], attemptedBefore = false): Promise<readonly NativeId[]> => {
    const outcomes = await apply(changes, { attemptedBefore });
    return outcomes.map((outcome, index) => {
      if (outcome.result === 'failed') throw outcome.error;
      expect(outcome.result, `${changes[index]?.kind} ${changes[index]?.verb}`).toMatch(/applied|already/);
      return outcome.result === 'superseded' ? '' : (outcome.native ?? '');
    });
  };
  const remember = (change: Change, native: NativeId): void => {
    if (change.kind === 'account' && change.verb === 'create') {
      natives.accounts[change.person] = native;
      made.account += 1;
    } else if (change.kind === 'space' && change.verb === 'create') {
      natives.spaces[change.space] = native;
      made.space += 1;
    }
  };
  const only = (outcomes: readonly NativeId[]): NativeId => {
    const [native] = outcomes;
    if (native === undefined || native === '') throw new Error('a create must tell the native id');
    return native;
  };

  const accountChange = (sample: SamplePerson) =>
    ({ kind: 'account', verb: 'create', mode: bench.mode, ...sample }) as const;
  const spaceChange = () => {
    const count = next();
    const key = spaceKey(communityId(`conformance-${count}`), space.tool);
    const label = `Conformance ${bench.prefix} ${count} – été`;
    return { kind: 'space', verb: 'create', space: key, name: `${bench.prefix}-${count}`, label, grants: [] } as const;
  };
  const grantChange = (key: SpaceKey, person: PersonId, before: Level, level: Level) => {
    const direction: 'raise' | 'lower' = compareLevels(space.tool, level, before) >= 0 ? 'raise' : 'lower';
    return { kind: 'grant', verb: 'change-for', space: key, person, before, level, direction } as const;
  };
  const makeSpace = async (): Promise<MadeList> => {
    const change = spaceChange();
    const native = only(await done([change]));
    remember(change, native);
    return { key: change.space, native };
  };
  /** An account with its grants in one batch, as a plan has them. */
  const makePerson = async (grants: readonly (readonly [MadeList, Level])[] = []): Promise<MadePerson> => {
    const sample = await bench.newPerson(next());
    const account = accountChange(sample);
    const changes = [account, ...grants.map(([{ key }, level]) => grantChange(key, sample.person, 'none', level))];
    const native = only(await done(changes));
    remember(account, native);
    return { ...sample, native };
  };

  const spacesOf = (lists: readonly MadeList[]) => lists.map(({ native }) => ({ tool: space.tool, native }));
  const full = (lists: readonly MadeList[] = []): Scope => ({
    extent: 'full',
    groups: [],
    spaces: spacesOf(lists),
    awaited: [],
  });
  const targeted = (lists: readonly MadeList[] = [], accounts: readonly NativeId[] = []): Scope => ({
    extent: 'targeted',
    accounts,
    groups: [],
    spaces: spacesOf(lists),
    awaited: [],
    names: { groups: [], spaces: [] },
  });
  const observe = (scope: Scope): Promise<Seen> => collect(bench.target.observe(scope, bench.call()));
  /** Levels on a space by account, read to the end. */
  const levels = async (list: MadeList): Promise<Readonly<Record<NativeId, string>>> => {
    const seen = await observe(full([list]));
    expect(partials(seen)).toEqual([]);
    const grants = [...seen.grants.values()];
    return Object.fromEntries(
      grants.flatMap((grant) =>
        'account' in grant && grant.space === list.native ? [[grant.account, grant.level]] : [],
      ),
    );
  };

  return {
    bench,
    space,
    natives,
    made,
    next,
    apply,
    done,
    remember,
    accountChange,
    spaceChange,
    grantChange,
    makeSpace,
    makePerson,
    full,
    targeted,
    observe,
    levels,
  };
};
export type PeopleWorkshop = ReturnType<typeof openPeopleWorkshop>;
