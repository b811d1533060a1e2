import { communityId, type PersonId } from '@passerelle/model';
import { act, createPerson, enrol, verify } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringInStep } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';
import { buryTheDead } from './work/dead-workers.ts';
import { sealAudit } from './work/seal.ts';
import { startWorker, type Worker } from './work/worker.ts';

const quiet = { observe: null, boundaries: '0 0 1 1 *', sources: [] };

describe('workers', () => {
  let world: TestEngine;
  const workers: Worker[] = [];
  beforeEach(async () => {
    world = await testEngine({ workerTimeout: 300, heartbeat: 100 });
    await someCommunity(world.engine, 'icane', 3);
    await bringInStep(world.engine);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
    await world.close();
  });

  const join = (name: string): Promise<PersonId> =>
    act(world.engine.store, { actor: 'cli:tech', kind: 'enrol', confirmed: true }, async (tx) => {
      const person = await createPerson(tx, { givenName: name, familyName: 'New' });
      await enrol(tx, {
        person,
        community: communityId('icane'),
        participation: 'core',
        origin: { kind: 'hand' },
        at: world.engine.now(),
      });
      return person;
    });

  it('bring a change of the source of truth to the platforms by themselves', async () => {
    workers.push(await startWorker(world.engine, quiet));
    const person = await join('Zoé');
    await expect.poll(() => world.cloud.membersOf('cop-icane-core'), { timeout: 20_000 }).toContain(person);
    await expect.poll(() => world.identity.membersOf('cop-icane-core'), { timeout: 20_000 }).toContain(person);
    await sealAudit(world.engine);
    expect(await verify(world.engine.store)).toMatchObject({ state: 'intact' });
  });

  it('share the work and do nothing twice', async () => {
    const other = await world.another();
    workers.push(await startWorker(world.engine, quiet), await startWorker(other, quiet));
    const people: PersonId[] = [];
    for (let n = 0; n < 8; n += 1) people.push(await join(`Newcomer ${n}`));
    await expect.poll(() => world.cloud.membersOf('cop-icane-core').length, { timeout: 20_000 }).toBe(8);
    expect(world.cloud.log.filter((line) => line === 'account.create')).toHaveLength(3 + 8);
  });

  it('free what a dead one left locked', async () => {
    const { pool } = world.engine.store;
    await join('Yann');
    const dead = world.engine.uuid();
    await pool.query(
      `insert into worker (id, host, pid, heartbeat_at, job_workers) values ($1, 'gone', 1, now() - interval '1 hour', array['gone-worker'])`,
      [dead],
    );
    await pool.query(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone-worker'`);
    await pool.query(`update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'gone-worker'`);
    await buryTheDead(world.engine);
    const locked = await pool.query(`select from graphile_worker._private_jobs where locked_by is not null`);
    expect(locked.rowCount).toBe(0);
    workers.push(await startWorker(world.engine, quiet));
    await expect.poll(() => world.cloud.membersOf('cop-icane-core').length, { timeout: 20_000 }).toBe(1);
  });

  it('make up for what a platform missed while it was out of reach', async () => {
    workers.push(await startWorker(world.engine, quiet));
    const { pool } = world.engine.store;
    await pool.query(
      `update target set quarantined_until = now() + interval '2 seconds', quarantine_reason = '{"code": "unreachable"}' where id = 'cloud'`,
    );
    const person = await join('Maëlle');
    await expect.poll(() => world.identity.membersOf('cop-icane-core'), { timeout: 20_000 }).toContain(person);
    expect(world.cloud.accounts.has(person)).toBe(false);
    await expect.poll(() => world.cloud.membersOf('cop-icane-core'), { timeout: 20_000 }).toContain(person);
  });
});
