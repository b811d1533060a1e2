import { communityId, targetId, type PersonId } from '@passerelle/model';
import { act } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeManifest } from '../../testing/fake-platform.ts';
import { applyPlan, bringInStep } from '../../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../../testing/test-engine.ts';
import { acceptMembers, foundMembers } from '../accept-members.ts';
import { planAdoptions } from './adopt-objects.ts';
import { proposeAdoptions } from './propose-adoptions.ts';

const signal = new AbortController().signal;
const cloud = targetId('cloud');
const icane = communityId('icane');
const lists: FakeManifest = {
  grantsTo: 'people',
  tools: ['list'],
  levels: { list: { receive: 'nonmember', post: 'accept', moderate: 'moderator' } },
};

describe('a mailing list that was there before', () => {
  let world: TestEngine;
  let people: readonly PersonId[];
  let others: readonly PersonId[];
  beforeEach(async () => {
    world = await testEngine({}, { of: lists });
    ({ people } = await someCommunity(world.engine, 'icane', 2, { tools: { list: cloud } }));
    // Known by the list's other community: their account is linked.
    ({ people: others } = await someCommunity(world.engine, 'autre', 2, { tools: { list: cloud } }));
    const roster = new Map([
      [others[0]!, 'receive' as const],
      [others[1]!, 'moderate' as const],
    ]);
    world.cloud.spaces.set('icane.lists', { label: 'liste-icane', tool: 'list', parent: null, grants: roster });
  });
  afterEach(() => world.close());

  it('is left alone where the community has a list of its own by then, and that is said', async () => {
    await bringInStep(world.engine);
    const { proposals, taken } = await proposeAdoptions(world.engine, { createdBy: 'test', targets: [cloud], signal });
    expect(proposals).toEqual([]);
    expect(taken).toMatchObject([{ native: 'icane.lists', key: 'icane/list/main' }]);
  });

  it('is adopted with all its subscribers, whom somebody accepts as far as a participation gives as much', async () => {
    const { proposals } = await proposeAdoptions(world.engine, { createdBy: 'test', targets: [cloud], signal });
    expect(proposals).toMatchObject([
      {
        adoption: { kind: 'space', native: 'icane.lists', key: 'icane/list/main' },
        members: { same: 0, otherwise: 0, outside: 0, unknown: 2 },
      },
    ]);
    const chosen = proposals.map(({ adoption }) => adoption);
    await applyPlan(world.engine, await planAdoptions(world.engine, chosen, { createdBy: 'test' }));
    await bringInStep(world.engine);
    await bringInStep(world.engine);
    const roster = () => world.cloud.spaces.get('icane.lists')?.grants;
    expect([...(roster()?.keys() ?? [])].sort()).toEqual([...people, ...others].sort());
    const found = await foundMembers(world.engine, { communities: [icane] });
    expect(found.members).toMatchObject([{ person: others[0], participation: 'peripheral', roles: [] }]);
    expect(found.noLevel).toEqual([{ community: icane, person: others[1] }]);
    await act(world.engine.store, { actor: 'test', kind: 'drift.accept', confirmed: true }, (tx) =>
      acceptMembers(tx, world.engine, found.members),
    );
    await bringInStep(world.engine);
    expect((await foundMembers(world.engine, { communities: [icane] })).members).toEqual([]);
    expect(roster()?.get(others[1]!)).toBe('moderate');
  });
});
