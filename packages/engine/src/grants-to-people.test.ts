import { communityId, spaceKey, targetId, type PersonId } from '@passerelle/model';
import { ConnectorError } from '@passerelle/connector-kit';
import { act, changePerson, endClaims, enrol, listCommunities, putCommunity, readMemberships } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confirmOperation, listQuestions } from './acts/confirm-operation.ts';
import { listBlocks } from './acts/decide-block.ts';
import { acceptDrift, listDrift, putBackOf } from './acts/settle-drift.ts';
import { why } from './explain/why.ts';
import { scopeOf } from './planning/plan-request.ts';
import type { FakeManifest } from './testing/fake-platform.ts';
import { applyPlan, bringInStep, fullPlan } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

const cloud = targetId('cloud');
const icane = communityId('icane');
const icso = communityId('icso');
const lists: FakeManifest = {
  grantsTo: 'people',
  tools: ['list'],
  levels: { list: { receive: 'nonmember', post: 'accept', moderate: 'moderator' } },
};

describe('a platform without groups', () => {
  let world: TestEngine;
  let people: readonly PersonId[];
  beforeEach(async () => {
    world = await testEngine({}, { of: lists });
    ({ people } = await someCommunity(world.engine, 'icane', 3, { tools: { list: cloud } }));
    await someCommunity(world.engine, 'icso', 1, { tools: { list: cloud } });
    await bringInStep(world.engine);
  });
  afterEach(() => world.close());

  const roster = (name: string) => world.cloud.spaces.get(name)?.grants ?? new Map<string, string>();
  const leave = (leavers: readonly PersonId[]) =>
    act(world.engine.store, { actor: 'source:ldap', kind: 'test' }, async (tx) => {
      const claims = await readMemberships(tx, { people: leavers });
      const ids = claims.map(({ id }) => id);
      await endClaims(tx, ids, { at: world.engine.now() });
    });
  const told = async (person: PersonId, community = icane) => {
    const [tool] = (await why(world.engine, { person, community, tool: 'list' })).tools;
    const last = tool?.chain.at(-1);
    return { is: tool?.is, verdict: tool?.verdict, link: last?.text.code, repair: tool?.repair?.code };
  };

  it('makes the list, then each account with what it may do there, and has nothing left to do', async () => {
    expect(Object.fromEntries(roster('ICANE'))).toEqual(Object.fromEntries(people.map((person) => [person, 'post'])));
    expect(world.cloud.log.filter((what) => what.startsWith('group') || what.startsWith('membership'))).toEqual([]);
    expect((await bringInStep(world.engine)).operations).toBe(0);
    expect(await told(people[0]!)).toEqual({
      is: 'post',
      verdict: 'as-it-should',
      link: 'why.grant',
      repair: undefined,
    });
  });

  it('takes somebody out who leaves, and closes no account', async () => {
    await leave([people[0]!]);
    await bringInStep(world.engine);
    expect(roster('ICANE').has(people[0]!)).toBe(false);
    expect(world.cloud.accounts.get(people[0]!)?.enabled).toBe(true);
    expect((await bringInStep(world.engine)).operations).toBe(0);
    expect(await listDrift(world.engine)).toEqual([]);
  });

  it('does so in a plan for this person alone, without a reading', async () => {
    await leave([people[0]!]);
    const scope = scopeOf([icane], [people[0]!]);
    const plan = await fullPlan(world.engine, { extent: 'targeted', targets: [cloud], scope, observe: 'never' });
    expect(plan.operations).toBe(1);
    await applyPlan(world.engine, plan.id);
    expect(new Set(roster('ICANE').keys())).toEqual(new Set(people.slice(1)));
  });

  it('follows a policy that gives less, and an archive that comes back whole', async () => {
    const change = (over: object) =>
      act(world.engine.store, { actor: 'test', kind: 'test', confirmed: true }, async (tx) => {
        const [community] = await listCommunities(tx, { ids: [icane] });
        if (community !== undefined) await putCommunity(tx, { ...community, ...over });
      });
    await change({ stage: 'archived' });
    await bringInStep(world.engine);
    expect(new Set(roster('ICANE').values())).toEqual(new Set(['receive']));
    await change({ stage: 'running' });
    await bringInStep(world.engine);
    expect(new Set(roster('ICANE').values())).toEqual(new Set(['post']));
    await change({ access: { 'participation:active': { list: 'none' } } });
    await bringInStep(world.engine);
    expect(roster('ICANE').size).toBe(0);
    expect((await bringInStep(world.engine)).operations).toBe(0);
  });

  it('shows whoever unsubscribed by themselves, and puts them back only after a yes', async () => {
    roster('ICANE').delete(people[0]!);
    await bringInStep(world.engine);
    await bringInStep(world.engine);
    expect(roster('ICANE').has(people[0]!)).toBe(false);
    expect(await listDrift(world.engine)).toMatchObject([{ nature: 'missing', kind: 'grant', person: people[0] }]);
    const asked = await told(people[0]!);
    expect(asked).toEqual({ is: 'none', verdict: 'missing', link: 'why.grant-left', repair: 'why.repair-confirm' });
    const [question] = await listQuestions(world.engine);
    expect(await confirmOperation(world.engine, question!.id, 'person:tech')).toBe(true);
    await applyPlan(world.engine, question!.plan);
    expect(roster('ICANE').get(people[0]!)).toBe('post');
    await bringInStep(world.engine);
    expect(await listDrift(world.engine)).toEqual([]);
  });

  it('leaves a stranger where they are until somebody asks for exactly that', async () => {
    world.cloud.accounts.set('stranger', { enabled: true, profile: {} as never, groups: new Set() });
    roster('ICANE').set('stranger', 'post');
    await bringInStep(world.engine);
    expect(roster('ICANE').has('stranger')).toBe(true);
    const [drift] = await listDrift(world.engine);
    expect(await acceptDrift(world.engine, drift!.id, { actor: 'cli:tech', today: '2026-11-24' })).toMatchObject({
      because: 'stranger',
    });
    const place = await putBackOf(world.engine, drift!.id);
    expect(place).toMatchObject({ space: spaceKey(icane, 'list'), account: 'stranger' });
    const plan = await fullPlan(world.engine, { putBack: new Map([[cloud, [place!]]]) });
    await applyPlan(world.engine, plan.id);
    expect(roster('ICANE').has('stranger')).toBe(false);
  });

  it('lets a technicien accept somebody we know, who becomes a member as far in as they are there', async () => {
    roster('ICSO').set(people[0]!, 'post');
    await bringInStep(world.engine);
    expect(await told(people[0]!, icso)).toMatchObject({ link: 'why.grant-unexpected', repair: 'why.repair-drift' });
    const [drift] = await listDrift(world.engine);
    expect(drift).toMatchObject({ nature: 'unexpected', kind: 'grant', community: 'icso', person: people[0] });
    await acceptDrift(world.engine, drift!.id, { actor: 'cli:tech', today: '2026-11-24' });
    const claims = await act(world.engine.store, { actor: 'test', kind: 'read' }, (tx) =>
      readMemberships(tx, { people: [people[0]!], communities: [icso] }),
    );
    expect(claims.map(({ participation }) => participation)).toEqual(['active']);
    await bringInStep(world.engine);
    expect(await listDrift(world.engine)).toEqual([]);
    await leave([people[0]!]);
    await bringInStep(world.engine);
    expect(roster('ICSO').has(people[0]!)).toBe(false);
  });

  it('brings a new address along, but not over one that somebody chose there', async () => {
    const given = (email: string) =>
      act(world.engine.store, { actor: 'test', kind: 'test' }, (tx) => changePerson(tx, people[0]!, { email }));
    const account = () => world.cloud.accounts.get(people[0]!)!;
    await given('new@icane.example');
    await bringInStep(world.engine);
    expect(account().profile.email).toBe('new@icane.example');
    account().profile = { ...account().profile, email: 'own@elsewhere.example' };
    await bringInStep(world.engine);
    await given('newer@icane.example');
    await bringInStep(world.engine);
    expect(account().profile.email).toBe('own@elsewhere.example');
    expect(await listDrift(world.engine)).toMatchObject([{ nature: 'changed', kind: 'account', person: people[0] }]);
    const [question] = await listQuestions(world.engine);
    await confirmOperation(world.engine, question!.id, 'person:tech');
    await applyPlan(world.engine, question!.plan);
    expect(account().profile.email).toBe('newer@icane.example');
  });

  it('is under the same guards: four of eight who leave at once wait for a yes', async () => {
    await someCommunity(world.engine, 'grande', 8, { tools: { list: cloud } });
    await bringInStep(world.engine);
    const { rows } = await world.database.store.pool.query<{ person: PersonId }>(
      `select person from made_person_grant where community = 'grande' order by person limit 4`,
    );
    await leave(rows.map(({ person }) => person));
    await bringInStep(world.engine);
    expect(roster('GRANDE').size).toBe(8);
    const [block] = await listBlocks(world.engine);
    expect(block).toMatchObject({ rule: 'volume.community', reason: { params: { count: 4, size: 8 } } });
  });

  it('recognises after a crash what it had done itself, and records it as its own', async () => {
    await someCommunity(world.engine, 'crash', 1, { tools: { list: cloud } });
    let lost = 0;
    world.cloud.after = (change) => {
      if (change.verb === 'change-for' && (lost += 1) === 1)
        throw new ConnectorError({ code: 'timeout', retry: 'backoff', scope: 'operation', request: 'fake: reply' });
    };
    const plan = await fullPlan(world.engine);
    await applyPlan(world.engine, plan.id);
    const made = await world.database.store.pool.query(`select level from made_person_grant where community = 'crash'`);
    expect(made.rows).toEqual([{ level: 'post' }]);
    expect((await bringInStep(world.engine)).operations).toBe(0);
  });

  it('keeps nobody out of one list because another cannot be made', async () => {
    world.cloud.before = (change) => {
      if (change.kind === 'space' && change.verb === 'create' && change.space.startsWith('broken'))
        throw new ConnectorError({
          code: 'rejected',
          retry: 'never',
          scope: 'operation',
          request: 'fake: create list',
        });
    };
    const { people: both } = await someCommunity(world.engine, 'broken', 1, { tools: { list: cloud } });
    await someCommunity(world.engine, 'sound', 0, { tools: { list: cloud } });
    await act(world.engine.store, { actor: 'test', kind: 'test' }, async (tx) => {
      const claim = { origin: { kind: 'hand' }, participation: 'core', at: world.engine.now() } as const;
      await enrol(tx, { ...claim, person: both[0]!, community: communityId('sound') });
    });
    await bringInStep(world.engine);
    expect(roster('SOUND').get(both[0]!)).toBe('post');
  });
});
