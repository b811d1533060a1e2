import { communityId, targetId, type PersonId } from '@passerelle/model';
import { act, createPerson, enrol, readMemberships } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPlan, bringInStep, fullPlan, statesOf } from '../../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../../testing/test-engine.ts';
import { acceptMembers, foundMembers } from '../accept-members.ts';
import { listDrift } from '../settle-drift.ts';
import { setTargetMode } from '../target-mode.ts';
import { planAdoptions } from './adopt-objects.ts';
import { proposeAdoptions } from './propose-adoptions.ts';

const signal = new AbortController().signal;
const icane = communityId('icane');
const cloud = targetId('cloud');
let world: TestEngine;
let people: readonly PersonId[];
let outsider: PersonId;

/** Whose account on the cloud carries which groups: the fake platform's ids are the person ids. */
const account = (person: string, ...groups: string[]): void => {
  const email = null;
  const profile = { displayName: person, givenName: '', familyName: '', email, language: 'fr' } as const;
  world.cloud.accounts.set(person, { enabled: true, profile, groups: new Set(groups) });
};

beforeEach(async () => {
  world = await testEngine();
  ({ people } = await someCommunity(world.engine, 'icane', 3));
  outsider = await act(world.engine.store, { actor: 'test', kind: 'test' }, (tx) =>
    createPerson(tx, { givenName: 'Zoé', familyName: 'Out', email: 'zoe@example.org' }),
  );
  // What the institution had before Passerelle came.
  world.cloud.groups.set('ICANE', { label: 'ICANE' });
  world.cloud.groups.set('icane-pilotage', { label: 'Icane : comité de pilotage' });
  world.cloud.groups.set('compta', { label: 'Comptabilité' });
  world.cloud.spaces.set('12', { label: 'ICANE', tool: 'files', parent: null, grants: new Map([['ICANE', 'manage']]) });
  world.cloud.spaces.set('13', {
    label: 'ICANE archives 2019',
    tool: 'files',
    parent: null,
    grants: new Map([['compta', 'read']]),
  });
  account(people[0]!, 'ICANE');
  account(people[1]!, 'ICANE');
  account(outsider, 'ICANE');
  account('bob', 'ICANE', 'icane-pilotage');
});
afterEach(() => world.close());

const propose = () => proposeAdoptions(world.engine, { createdBy: 'test', signal });
const platform = () =>
  JSON.stringify([
    [...world.cloud.groups],
    [...world.cloud.spaces].map(([id, { label, grants }]) => [id, label, [...grants]]),
    world.cloud.log,
  ]);

describe('adopting what exists', () => {
  it('proposes by name, with the reason and every doubt, and changes nothing', async () => {
    const before = platform();
    const { proposals, listings } = await propose();
    const told = proposals.map(({ adoption, reason, confidence, doubts, members }) => ({
      label: adoption.label,
      key: adoption.key,
      reason,
      confidence,
      doubts: doubts.map(({ code }) => code.replace('adopt.doubt-', '')),
      members,
    }));
    expect(told).toEqual([
      {
        label: 'ICANE',
        key: 'icane/participation:active',
        reason: 'same-name',
        confidence: 'probable',
        doubts: ['no-level', 'outside', 'unknown'],
        members: { same: 2, otherwise: 0, outside: 1, unknown: 1 },
      },
      {
        label: 'Icane : comité de pilotage',
        key: 'icane/participation:core',
        reason: 'same-words',
        confidence: 'sure',
        doubts: ['unknown'],
        members: { same: 0, otherwise: 0, outside: 0, unknown: 1 },
      },
      {
        label: 'ICANE',
        key: 'icane/files/main',
        reason: 'same-name',
        confidence: 'probable',
        doubts: ['rivals', 'level-differs'],
        members: null,
      },
      {
        label: 'ICANE archives 2019',
        key: 'icane/files/main',
        reason: 'same-words',
        confidence: 'doubtful',
        doubts: ['old', 'rivals', 'other-groups'],
        members: null,
      },
    ]);
    expect(listings).toContainEqual({ target: 'cloud', of: 'groups', state: 'listed', foreign: 3 });
    expect(platform()).toBe(before);
    const { rows } = await world.engine.store.pool.query('select from native_object');
    expect(rows).toEqual([]);
  });

  it('links what was confirmed, and then takes nothing away: whoever is there and no member is for a person to decide', async () => {
    const { proposals } = await propose();
    const chosen = proposals.filter(({ confidence }) => confidence !== 'doubtful').map(({ adoption }) => adoption);
    const before = JSON.stringify([...world.cloud.groups.keys(), ...world.cloud.spaces.keys()]);
    const plan = await planAdoptions(world.engine, chosen, { createdBy: 'cli:test' });
    await applyPlan(world.engine, plan);
    expect(await statesOf(world.engine, plan)).toEqual({ applied: 3 });
    const { rows } = await world.engine.store.pool.query(
      `select key, native, ownership, state from native_object order by key`,
    );
    expect(rows).toEqual([
      { key: 'icane/files/main', native: '12', ownership: 'adopted', state: 'live' },
      { key: 'icane/participation:active', native: 'ICANE', ownership: 'adopted', state: 'live' },
      { key: 'icane/participation:core', native: 'icane-pilotage', ownership: 'adopted', state: 'live' },
    ]);
    const next = await bringInStep(world.engine);
    const taking = await world.engine.store.pool.query(
      `select from operation where plan = $1 and phase = 'take' and hold is null`,
      [next.id],
    );
    expect(taking.rowCount).toBe(0);
    expect(world.cloud.membersOf('ICANE')).toEqual([...people, outsider, 'bob'].sort());
    // The folder's group may do more there than an active member would: that is shown, and kept.
    expect(world.cloud.spaces.get('12')?.grants.get('ICANE')).toBe('manage');
    const drift = await listDrift(world.engine);
    expect(
      drift.map(({ kind, nature, person }) => `${kind} ${nature} ${person === null ? 'stranger' : 'known'}`).sort(),
    ).toEqual([
      'grant unexpected stranger',
      'membership unexpected stranger',
      // Zoé and Bob; the accounts of two members are there too, and nobody has said yet that they are theirs.
      'membership unexpected stranger',
      'membership unexpected stranger',
      'membership unexpected stranger',
      'membership unexpected stranger',
    ]);
    expect([...world.cloud.groups.keys()]).toContain('cop-icane-peripheral');
    expect(before).not.toContain('cop-icane-active');
    expect([...world.cloud.groups.keys()]).not.toContain('cop-icane-active');
  });

  it('waits with what was confirmed while a platform is only observed, and does it before anything else', async () => {
    await setTargetMode(world.engine, cloud, 'observe-only', 'test');
    const { proposals } = await propose();
    const chosen = proposals
      .filter(({ adoption }) => adoption.native === 'icane-pilotage')
      .map(({ adoption }) => adoption);
    const plan = await planAdoptions(world.engine, chosen, { createdBy: 'test' });
    await applyPlan(world.engine, plan);
    expect(await statesOf(world.engine, plan)).toEqual({ planned: 1 });
    // Whatever is planned meanwhile makes no second one.
    const meanwhile = await fullPlan(world.engine);
    const { rows } = await world.engine.store.pool.query(
      `select verb from operation where plan = $1 and target = 'cloud' and key = 'icane/participation:core'`,
      [meanwhile.id],
    );
    expect(rows).toEqual([{ verb: 'adopt' }]);
    await setTargetMode(world.engine, cloud, 'active', 'test');
    await applyPlan(world.engine, plan);
    expect(await statesOf(world.engine, plan)).toEqual({ applied: 1 });
    expect([...world.cloud.groups.keys()]).not.toContain('cop-icane-core');
  });

  it('refuses what is gone, ours already, or asked for twice', async () => {
    const { proposals } = await propose();
    const [first, second] = proposals.map(({ adoption }) => adoption);
    if (first?.kind !== 'group' || second?.kind !== 'group') throw new Error('two groups were proposed');
    const plan = (...chosen: Parameters<typeof planAdoptions>[1]) =>
      planAdoptions(world.engine, chosen, { createdBy: 'test' });
    await expect(plan(first, { ...first, native: 'icane-pilotage' })).rejects.toMatchObject({
      reasons: [{ code: 'adopt.twice' }],
    });
    await expect(plan({ ...first, native: 'nowhere' })).rejects.toMatchObject({
      reasons: [{ code: 'adopt.not-there' }],
    });
    await applyPlan(world.engine, await plan(first));
    await expect(plan(first)).rejects.toMatchObject({ reasons: [{ code: 'adopt.not-there' }] });
    await expect(plan({ ...second, key: first.key })).rejects.toMatchObject({
      reasons: [{ code: 'adopt.place-taken' }],
    });
    expect((await propose()).proposals.map(({ adoption }) => adoption.native)).not.toContain(first.native);
  });

  it('says of a target that cannot be looked at that it was not, and of a list that broke off that it proves nothing', async () => {
    world.cloud.broken.add('groups');
    const { listings } = await propose();
    expect(listings).toContainEqual({ target: 'cloud', of: 'groups', state: 'partial', foreign: 3 });
  });

  it('supersedes an older plan that would have made the same things', async () => {
    const old = await fullPlan(world.engine);
    const { proposals } = await propose();
    const chosen = proposals
      .filter(({ adoption }) => adoption.native === 'icane-pilotage')
      .map(({ adoption }) => adoption);
    await applyPlan(world.engine, await planAdoptions(world.engine, chosen, { createdBy: 'test' }));
    await applyPlan(world.engine, old.id);
    expect([...world.cloud.groups.keys()]).not.toContain('cop-icane-core');
  });
});

describe('afterwards', () => {
  const adoptTheGroup = async (): Promise<void> => {
    const { proposals } = await propose();
    const chosen = proposals.slice(0, 1).map(({ adoption }) => adoption);
    await applyPlan(world.engine, await planAdoptions(world.engine, chosen, { createdBy: 'test' }));
    await bringInStep(world.engine);
  };

  it('whoever joins the community is in the adopted group, and nobody is twice', async () => {
    await adoptTheGroup();
    await act(world.engine.store, { actor: 'test', kind: 'test' }, (tx) =>
      enrol(tx, {
        person: outsider,
        community: icane,
        participation: 'active',
        origin: { kind: 'hand' },
        at: world.engine.now(),
      }),
    );
    await bringInStep(world.engine);
    expect((await listDrift(world.engine)).filter(({ person }) => person === outsider)).toEqual([]);
  });

  it('everybody who was there can be accepted at once; strangers are named, and nobody is brought further out', async () => {
    account(people[2]!, 'ICANE');
    await act(world.engine.store, { actor: 'test', kind: 'test' }, (tx) =>
      enrol(tx, {
        person: people[2]!,
        community: icane,
        participation: 'core',
        origin: { kind: 'hand' },
        at: world.engine.now(),
      }),
    );
    await adoptTheGroup();
    const found = await foundMembers(world.engine, { communities: [icane] });
    expect(found.members).toMatchObject([{ person: outsider, participation: 'active', roles: [] }]);
    expect(found.strangers).toMatchObject([{ target: 'cloud', login: 'bob' }]);
    expect(found.already.map(({ person }) => person)).toContain(people[2]);
    await act(world.engine.store, { actor: 'test', kind: 'drift.accept', confirmed: true }, (tx) =>
      acceptMembers(tx, world.engine, found.members),
    );
    const claims = await readMemberships(world.engine.store, { communities: [icane], people: [outsider, people[2]!] });
    expect(claims.map(({ participation }) => participation).sort()).toEqual(['active', 'core']);
    expect((await foundMembers(world.engine, { communities: [icane] })).members).toEqual([]);
  });
});
