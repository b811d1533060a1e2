import {
  communityId,
  groupKey,
  objectOf,
  participationStation,
  spaceKey,
  type Change,
  type CommunityId,
  type Grant,
  type GroupKey,
  type NativeId,
  type Participation,
  type PersonId,
  type SpaceKey,
} from '@passerelle/model';
import { expect } from 'vitest';
import type { Outcome, Scope } from '../contract/target.ts';
import type { Call } from '../contract/call.ts';
import { collect, type Seen } from './collect.ts';
import type { Bench, SamplePerson } from './harness.ts';

export interface MadeGroup {
  readonly key: GroupKey;
  readonly native: NativeId;
  readonly name: string;
}
export interface MadeAccount extends SamplePerson {
  readonly native: NativeId;
}
export interface MadeSpace {
  readonly key: SpaceKey;
  readonly native: NativeId;
}
export interface WantedScope {
  readonly accounts?: readonly NativeId[];
  readonly groups?: readonly NativeId[];
  readonly spaces?: readonly NativeId[];
}

/** Makes things on a bench the way the engine would, and remembers their natives. */
export const openWorkshop = (bench: Bench) => {
  let number = 0;
  const natives = {
    accounts: {} as Record<string, NativeId>,
    groups: {} as Record<string, NativeId>,
    spaces: {} as Record<string, NativeId>,
  };
  /** How many of each the suite has made here: nothing may be there twice. */
  const made = { account: 0, group: 0, space: 0, entry: 0 };
  const next = (): number => (number += 1);

  const apply = (
    changes: readonly Change[],
    options: { readonly attemptedBefore?: boolean; readonly call?: Call } = {},
  ): Promise<readonly Outcome[]> => {
    const [first] = changes;
    if (first === undefined) throw new Error('nothing to apply');
    const operations = changes.map((change, index) => ({
      id: `operation-${index}`,
      change,
      attemptedBefore: options.attemptedBefore ?? false,
    }));
    return bench.target.apply({ object: objectOf(first), operations, natives }, options.call ?? bench.call());
  };

  /** Applies and insists that everything was done. */
  const done = async (
    changes: readonly Change[],
    options: { readonly attemptedBefore?: boolean } = {},
  ): Promise<readonly NativeId[]> => {
    const outcomes = await apply(changes, options);
    expect(outcomes.map(({ id }) => id)).toEqual(changes.map((_, index) => `operation-${index}`));
    return outcomes.map((outcome, index) => {
      if (outcome.result === 'failed') throw outcome.error;
      expect(outcome.result, `${changes[index]?.kind} ${changes[index]?.verb}`).toMatch(/applied|already/);
      return outcome.result === 'superseded' ? '' : (outcome.native ?? '');
    });
  };
  const remember = (change: Change, native: NativeId): void => {
    if (change.verb === 'create') made[change.kind] += 1;
    if (change.kind === 'account' && change.verb === 'create') natives.accounts[change.person] = native;
    else if (change.kind === 'group' && change.verb === 'create') natives.groups[change.group] = native;
    else if (change.kind === 'space' && change.verb === 'create') natives.spaces[change.space] = native;
  };

  const newCommunity = (): CommunityId => communityId(`conformance-${next()}`);
  const groupChange = (community: CommunityId, station: Participation) => {
    const count = next();
    const name = bench.groupName?.(count) ?? `${bench.prefix}-${count}`;
    const group = groupKey(community, participationStation(station));
    return { kind: 'group', verb: 'create', group, name, label: `Conformance ${bench.prefix} ${count} – été` } as const;
  };
  const makeGroups = async (community: CommunityId): Promise<Record<Participation, MadeGroup>> => {
    const make = async (station: Participation): Promise<MadeGroup> => {
      const change = groupChange(community, station);
      const [native] = await done([change]);
      if (native === undefined || native === '') throw new Error('a create must tell the native id');
      remember(change, native);
      return { key: change.group, native, name: change.name };
    };
    return { peripheral: await make('peripheral'), active: await make('active'), core: await make('core') };
  };
  const accountChange = (sample: SamplePerson) =>
    ({ kind: 'account', verb: 'create', mode: bench.mode, ...sample }) as const;
  const join = (person: PersonId, community: CommunityId, add: readonly GroupKey[], remove: readonly GroupKey[] = []) =>
    ({ kind: 'membership', verb: 'change', person, community, add, remove, direction: 'raise' }) as const;
  const makeAccount = async (community?: CommunityId, groups: readonly GroupKey[] = []): Promise<MadeAccount> => {
    const sample = await bench.newPerson(next());
    const change = accountChange(sample);
    const changes = community === undefined ? [change] : [change, join(sample.person, community, groups)];
    const [native] = await done(changes);
    if (native === undefined || native === '') throw new Error('a create must tell the native id');
    remember(change, native);
    return { ...sample, native };
  };
  const spaceChange = (community: CommunityId, grants: readonly Grant[]) => {
    if (bench.space === null) throw new Error('no spaces here');
    const name = `${bench.prefix} ${next()}`;
    const space = spaceKey(community, bench.space.tool);
    return { kind: 'space', verb: 'create', space, name, label: name, grants } as const;
  };
  const makeSpace = async (community: CommunityId, grants: readonly Grant[]): Promise<MadeSpace> => {
    const change = spaceChange(community, grants);
    const [native] = await done([change]);
    if (native === undefined || native === '') throw new Error('a create must tell the native id');
    remember(change, native);
    return { key: change.space, native };
  };

  const spacesOf = (wanted: WantedScope) =>
    (wanted.spaces ?? []).flatMap((native) => (bench.space === null ? [] : [{ tool: bench.space.tool, native }]));
  const full = (wanted: WantedScope = {}): Scope => ({
    extent: 'full',
    groups: wanted.groups ?? [],
    spaces: spacesOf(wanted),
    awaited: [],
  });
  const targeted = (wanted: WantedScope = {}): Scope => ({
    extent: 'targeted',
    accounts: wanted.accounts ?? [],
    groups: wanted.groups ?? [],
    spaces: spacesOf(wanted),
    awaited: [],
    names: { groups: [], spaces: [] },
  });
  const observe = (scope: Scope, call: Call = bench.call()): Promise<Seen> =>
    collect(bench.target.observe(scope, call));

  return {
    bench,
    natives,
    made,
    next,
    apply,
    done,
    remember,
    newCommunity,
    groupChange,
    makeGroups,
    accountChange,
    makeAccount,
    join,
    spaceChange,
    makeSpace,
    full,
    targeted,
    observe,
  };
};
export type Workshop = ReturnType<typeof openWorkshop>;
