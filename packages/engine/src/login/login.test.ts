import { communityId, personId, targetId, type CommunityId, type PersonId } from '@passerelle/model';
import { act, createPerson, enrol, suspendPerson, unenrol } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setModeOfAll } from '../acts/target-mode.ts';
import { startPlan } from '../planning/start-plan.ts';
import { applyPlan, bringInStep, fullPlan, statesOf } from '../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { loginAnswer, type LoginAnswer, type LoginSent } from './login-answer.ts';
import { loginDone } from './login-done.ts';
import { loginGroups } from './login-groups.ts';

const target = targetId('cloud');
const icane = communityId('icane');
const core = 'cop-icane-core';
const active = 'cop-icane-active';

describe('a login before the queue has come that far', () => {
  let world: TestEngine;
  let members: readonly PersonId[];
  beforeEach(async () => {
    world = await testEngine();
    ({ people: members } = await someCommunity(world.engine, 'icane', 1));
    await joins('Ada', 'core');
    await bringInStep(world.engine);
  });
  afterEach(() => world.close());

  const joins = (name: string, participation: 'active' | 'core', community: CommunityId = icane): Promise<PersonId> =>
    act(world.engine.store, { actor: 'cli:tech', kind: 'enrol', confirmed: true }, async (tx) => {
      const email = `${name.toLowerCase()}@icane.example`;
      const person = await createPerson(tx, { givenName: name, familyName: 'New', email });
      await enrol(tx, { person, community, participation, origin: { kind: 'hand' }, at: world.engine.now() });
      return person;
    });
  const leaves = (person: PersonId, confirmed = true): Promise<void> =>
    act(world.engine.store, { actor: 'cli:tech', kind: 'unenrol', confirmed }, (tx) => {
      const at = world.engine.now();
      return unenrol(tx, { person, community: icane, origin: { kind: 'hand' }, end: { at }, at });
    });
  /** A plan that has begun to be applied and has not got anywhere yet. */
  const begun = async (): Promise<string> => {
    const { id } = await fullPlan(world.engine);
    await startPlan(world.engine, id, { by: 'test', kind: 'person' });
    return id;
  };
  const groups = (person: PersonId) => loginGroups(world.engine, { target, person });
  const answer = (person: PersonId, name: string, accountGroup: string | null = null): Promise<LoginAnswer> =>
    loginAnswer(world.engine, {
      target,
      person,
      nonce: 'n1',
      returnUrl: 'https://forum.example/session/sso_login',
      email: { address: `${name}@ICANE.example`, verified: true },
      accountGroup,
    });
  const sentTo = async (person: PersonId, name: string): Promise<LoginSent> => {
    const answered = await answer(person, name);
    if (!answered.answered) throw new Error(answered.because);
    return answered.sent;
  };
  const states = (person: PersonId) =>
    world.engine.store.pool
      .query<{ what: string }>(
        `select o.kind || ' ' || o.state as what from operation o join plan p on p.id = o.plan where o.target = 'cloud' and o.person = $1 order by p.number, o.position`,
        [person],
      )
      .then(({ rows }) => rows.map(({ what }) => what));
  /** The login as the platform carries it out. */
  const arrives = (person: PersonId, { changes }: LoginSent): void => {
    const account = world.cloud.accounts.get(person) ?? {
      enabled: true,
      profile: {
        displayName: 'Zoe New',
        givenName: 'Zoe',
        familyName: 'New',
        email: 'zoe@icane.example',
        language: 'fr' as const,
      },
      groups: new Set<string>(),
    };
    world.cloud.accounts.set(person, account);
    for (const { add, remove } of changes) {
      for (const { name } of add) account.groups.add(name);
      for (const { name } of remove) account.groups.delete(name);
    }
  };

  it('carries what waits for this person, and nothing of anybody else', async () => {
    const zoe = await joins('Zoe', 'core');
    await joins('Yann', 'active');
    expect(await groups(zoe)).toMatchObject({ add: [], because: 'nothing-planned' });
    await begun();
    expect(await groups(zoe)).toMatchObject({ add: [core], remove: [], because: null });
    expect(await groups(members[0]!)).toMatchObject({ add: [], because: 'nothing-planned' });
  });

  it('says who comes, with an address only where it was verified as theirs, and the group that marks our accounts', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    expect(await answer(zoe, 'zoe', 'passerelle')).toMatchObject({
      answered: true,
      payload: {
        nonce: 'n1',
        external_id: zoe,
        email: 'zoe@icane.example',
        name: 'Zoe New',
        locale: 'fr',
        add_groups: `passerelle,${core}`,
        suppress_welcome_message: true,
        require_activation: false,
      },
    });
    expect(await answer(zoe, 'somebody.else')).toEqual({ answered: false, because: 'address-unverified' });
    await bringInStep(world.engine);
    const known = await answer(zoe, 'somebody.else', 'passerelle');
    expect(known).toMatchObject({ answered: true, because: 'nothing-planned' });
    expect(known.answered && [known.payload.email, known.payload.add_groups]).toEqual([undefined, undefined]);
  });

  it('waits for groups that are not there yet', async () => {
    const { people } = await someCommunity(world.engine, 'aube', 1);
    await begun();
    expect((await groups(people[0]!)).add).toEqual([]);
    await bringInStep(world.engine);
    expect(await groups(people[0]!)).toMatchObject({ because: 'nothing-planned' });
  });

  it('leaves to the queue the groups of which only the number is known, and those whose name would read as two', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    const { pool } = world.engine.store;
    await pool.query(`update native_object set ownership = 'adopted' where kind = 'group' and target = 'cloud'`);
    expect((await groups(zoe)).add).toEqual([]);
    await pool.query(`update native_object set ownership = 'made', name = name || ',admins' where kind = 'group'`);
    expect((await groups(zoe)).add).toEqual([]);
  });

  it('carries nothing that a guard holds', async () => {
    const many = [];
    for (let n = 0; n < 6; n += 1) many.push(await joins(`M${n}`, 'active'));
    await bringInStep(world.engine);
    for (const person of many) await leaves(person, false);
    const plan = await begun();
    expect(Object.keys(await statesOf(world.engine, plan))).toContain('held:guard');
    expect(await groups(many[0]!)).toMatchObject({ remove: [], because: 'nothing-planned' });
  });

  it('takes out of the groups that somebody is planned to leave', async () => {
    const zoe = await joins('Zoe', 'core');
    await someCommunity(world.engine, 'aube', 1);
    await act(world.engine.store, { actor: 'test', kind: 'enrol', confirmed: true }, (tx) =>
      enrol(tx, {
        person: zoe,
        community: communityId('aube'),
        participation: 'active',
        origin: { kind: 'hand' },
        at: world.engine.now(),
      }),
    );
    await bringInStep(world.engine);
    await leaves(zoe);
    await begun();
    expect(await groups(zoe)).toMatchObject({ add: [], remove: [core] });
  });

  it('gives nothing to whoever was written to since the plan was made', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    await leaves(zoe);
    expect(await groups(zoe)).toMatchObject({ add: [], because: 'nothing-planned' });
    expect(await answer(zoe, 'zoe')).toEqual({ answered: false, because: 'stands-nowhere' });
  });

  it('gives nothing on a day on which they do not belong any more, though the plan is of the day before', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    await world.engine.store.pool.query(
      `update membership set from_date = '2020-01-01', until_date = '2020-02-01' where person = $1`,
      [zoe],
    );
    expect(await groups(zoe)).toMatchObject({ add: [] });
  });

  it.each([
    ['paused', 'paused', `update target set mode = 'paused'`],
    ['observe-only', 'observe-only', `update target set mode = 'observe-only'`],
    ['restored', 'restored-from-backup', `update target set restored_from_backup = true`],
    [
      'quarantined until a person acts',
      'quarantined',
      `update target set quarantined_until = 'infinity', credential_refused = 'x'`,
    ],
    [
      'quarantined for a while, and only observed',
      'observe-only',
      `update target set quarantined_until = now() + interval '1 hour', mode = 'observe-only'`,
    ],
  ])('changes nothing on a target that is %s', async (_, because, sql) => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    await world.engine.store.pool.query(
      sql.replace(`'x'`, `'${world.engine.targets.get(target)?.credentialFingerprint ?? ''}'`),
    );
    expect(await groups(zoe)).toMatchObject({ add: [], account: null, because });
    expect(await answer(zoe, 'zoe')).toMatchObject({ answered: true, because });
  });

  it('serves people while the platform rests from too many calls', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    await world.engine.store.pool.query(`update target set quarantined_until = now() + interval '1 hour'`);
    expect(await groups(zoe)).toMatchObject({ add: [core] });
  });

  it('shuts out whoever is suspended, and touches no protected account', async () => {
    const zoe = await joins('Zoe', 'core');
    await bringInStep(world.engine);
    await world.engine.store.pool.query(
      `update observed set data = data || '{"protected": "administrator"}' where target = 'cloud' and kind = 'account' and a = $1`,
      [zoe],
    );
    expect(await groups(zoe)).toMatchObject({ because: 'protected' });
    const bare = await answer(zoe, 'zoe');
    expect(bare.answered && Object.keys(bare.payload).sort()).toEqual([
      'external_id',
      'nonce',
      'require_activation',
      'suppress_welcome_message',
    ]);
    await act(world.engine.store, { actor: 'test', kind: 'suspend' }, (tx) => suspendPerson(tx, zoe));
    expect(await groups(zoe)).toMatchObject({ because: 'suspended' });
    expect(await answer(zoe, 'zoe')).toEqual({ answered: false, because: 'suspended' });
  });

  it('never brings anybody into an account that has their address and is another person’s, or staff’s', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    const { pool } = world.engine.store;
    await pool.query(`update person_name set email_folded = 'zoe@icane.example' where person = $1`, [members[0]]);
    expect(await answer(zoe, 'zoe')).toEqual({ answered: false, because: 'address-of-another' });
    await pool.query(`update person_name set email_folded = 'ana0@icane.example' where person = $1`, [members[0]]);
    await pool.query(
      `insert into observed (target, kind, a, data, observation)
       values ('cloud', 'account', 'chief', '{"protected": "administrator", "profile": {"email": "Zoe@icane.example"}}', 1)`,
    );
    expect(await answer(zoe, 'zoe')).toEqual({ answered: false, because: 'address-of-another' });
  });

  it('lets nobody in whose account is about to be disabled', async () => {
    const zoe = await joins('Zoe', 'core');
    await bringInStep(world.engine);
    await leaves(zoe);
    await begun();
    expect(await answer(zoe, 'zoe')).toEqual({ answered: false, because: 'account-ends' });
  });

  describe('and told to have taken place', () => {
    it('is recorded as the queue would have, which then finds nothing to do', async () => {
      const zoe = await joins('Zoe', 'core');
      const plan = await begun();
      const sent = await sentTo(zoe, 'zoe');
      arrives(zoe, sent);
      const recorded = await loginDone(world.engine, { target, person: zoe, sent, account: zoe });
      expect(recorded).toMatchObject({ left: [], late: [], because: null });
      expect(recorded.applied).toHaveLength(2);
      expect(await states(zoe)).toEqual(['account applied', 'membership applied']);
      // Told twice.
      expect(await loginDone(world.engine, { target, person: zoe, sent, account: zoe })).toMatchObject({ applied: [] });
      world.cloud.log.length = 0;
      await applyPlan(world.engine, plan);
      expect(world.cloud.log).toEqual([]);
      expect((await fullPlan(world.engine)).operations).toBe(0);
      const { rows } = await world.engine.store.pool.query<{ actor: string; by: string }>(
        `select actor, data->>'by' as by from audit where person = $1 and target = 'cloud' and action = 'operation.applied'`,
        [zoe],
      );
      expect(rows).toEqual([
        { actor: 'login', by: 'login' },
        { actor: 'login', by: 'login' },
      ]);
    });

    it('leaves everything to the queue where the platform does not say which account that was', async () => {
      const zoe = await joins('Zoe', 'core');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      expect(await loginDone(world.engine, { target, person: zoe, sent, account: null })).toMatchObject({
        applied: [],
        because: 'account-unknown',
      });
      expect(await states(zoe)).toEqual(['account planned', 'membership planned']);
    });

    it('refuses an account that is somebody else’s', async () => {
      const zoe = await joins('Zoe', 'core');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      const account = members[0]!;
      expect(await loginDone(world.engine, { target, person: zoe, sent, account })).toMatchObject({
        applied: [],
        because: 'account-of-another',
      });
    });

    it('leaves to a worker what it has begun', async () => {
      const zoe = await joins('Zoe', 'core');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      await world.engine.store.pool.query(
        `update operation set state = 'running', attempt = gen_random_uuid() where person = $1 and target = 'cloud'`,
        [zoe],
      );
      expect((await groups(zoe)).add).toEqual([core]);
      expect(await loginDone(world.engine, { target, person: zoe, sent, account: zoe })).toMatchObject({ applied: [] });
      expect(await states(zoe)).toEqual(['account running', 'membership running']);
    });

    it('does not wait for a worker that is taking the same operation at this moment', async () => {
      const zoe = await joins('Zoe', 'core');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      const worker = await world.engine.store.pool.connect();
      try {
        await worker.query('begin');
        await worker.query(`update operation set state = 'running' where person = $1 and target = 'cloud'`, [zoe]);
        const recorded = await loginDone(world.engine, { target, person: zoe, sent, account: zoe });
        expect(recorded.applied).toEqual([]);
      } finally {
        await worker.query('rollback');
        worker.release();
      }
    });

    it('while the queue is at work: every change is recorded once, by one of the two', async () => {
      const people: PersonId[] = [];
      for (let n = 0; n < 10; n += 1) people.push(await joins(`M${n}`, 'active'));
      await bringInStep(world.engine);
      for (const person of people) await moves(person, 'core');
      const plan = await begun();
      const sent = new Map<PersonId, LoginSent>();
      for (const [n, person] of people.entries()) sent.set(person, await sentTo(person, `m${n}`));
      const logIn = async (person: PersonId): Promise<void> => {
        const carried = sent.get(person);
        if (carried === undefined) throw new Error('nothing was sent');
        arrives(person, carried);
        await loginDone(world.engine, { target, person, sent: carried, account: person });
      };
      await Promise.all([applyPlan(world.engine, plan), ...people.map(logIn)]);
      const { rows } = await world.engine.store.pool.query<{ state: string; told: number }>(
        `select o.state, (select count(*)::int from audit a where a.operation = o.id) as told from operation o where o.plan = $1 and o.target = 'cloud'`,
        [plan],
      );
      expect(rows).toHaveLength(10);
      expect(rows.filter(({ state, told }) => told !== 1 || !['applied', 'already'].includes(state))).toEqual([]);
      for (const person of people) expect(world.cloud.membersOf(core)).toContain(person);
      expect(world.cloud.membersOf(active)).toEqual(
        world.cloud.membersOf(active).filter((id) => !people.includes(personId(id))),
      );
      expect((await fullPlan(world.engine)).operations).toBe(0);
    });

    it('believes the platform rather than what was sent', async () => {
      const zoe = await joins('Zoe', 'core');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      const recorded = await loginDone(world.engine, { target, person: zoe, sent, account: zoe, groups: ['others'] });
      expect(recorded.left).toHaveLength(1);
      expect(await states(zoe)).toEqual(['account applied', 'membership planned']);
    });

    it('after somebody was taken out again is noticed, and they are taken out once more', async () => {
      const zoe = await joins('Zoe', 'core');
      await bringInStep(world.engine);
      await someCommunity(world.engine, 'aube', 1);
      await moves(zoe, 'active');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      await moves(zoe, 'core');
      await bringInStep(world.engine);
      // Only now does the browser follow.
      arrives(zoe, sent);
      expect(world.cloud.membersOf(active)).toContain(zoe);
      const recorded = await loginDone(world.engine, { target, person: zoe, sent, account: zoe });
      expect(recorded.late).toHaveLength(1);
      const change = await world.engine.store.pool.query(`select from change where plan is null and person = $1`, [
        zoe,
      ]);
      expect(change.rowCount).toBe(1);
      await bringInStep(world.engine);
      expect(world.cloud.membersOf(active)).not.toContain(zoe);
      expect(world.cloud.membersOf(core)).toContain(zoe);
    });

    it('or not told at all: a reading that finds somebody back by a late login knows our own hand', async () => {
      const zoe = await joins('Zoe', 'core');
      await bringInStep(world.engine);
      await moves(zoe, 'active');
      await begun();
      const sent = await sentTo(zoe, 'zoe');
      await moves(zoe, 'core');
      await bringInStep(world.engine);
      arrives(zoe, sent);
      await bringInStep(world.engine);
      expect(world.cloud.membersOf(active)).not.toContain(zoe);
    });
  });

  const moves = (person: PersonId, participation: 'active' | 'core'): Promise<void> =>
    act(world.engine.store, { actor: 'cli:tech', kind: 'enrol', confirmed: true }, async (tx) => {
      const at = world.engine.now();
      await enrol(tx, { person, community: icane, participation, origin: { kind: 'hand' }, at });
    });

  it('changes nothing where everything is paused', async () => {
    const zoe = await joins('Zoe', 'core');
    await begun();
    await setModeOfAll(world.engine, 'paused', 'test');
    expect(await groups(zoe)).toMatchObject({ because: 'everything-paused' });
  });
});
