import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { testEngine, type TestEngine } from '../testing/test-engine.ts';
import { platformCall } from './call.ts';
import { CredentialGate } from './credential.ts';

let world: TestEngine;
beforeAll(async () => {
  world = await testEngine();
});
afterAll(() => world.close());

/** A call on `cloud`, whose credential is proven. */
async function proven(fence: number | null) {
  const { engine } = world;
  const target = [...engine.targets.values()].find(({ id }) => id === 'cloud');
  if (target === undefined) throw new Error('no such target');
  await engine.store.pool.query(
    `update target set credential_proven = $2, credential_refused = null, fence = 7 where id = $1`,
    [target.id, target.credentialFingerprint],
  );
  const gate = new CredentialGate(engine.store.pool, target);
  const signal = new AbortController().signal;
  const call = platformCall(engine, target, { signal, gate, fence, forTaking: false });
  await call.before(null);
  const refuse = () =>
    engine.store.pool.query(`update target set credential_refused = $2 where id = $1`, [
      target.id,
      target.credentialFingerprint,
    ]);
  return { call, refuse };
}

it('asks the store once a second while it reads, and stops within a second when the credential was refused', async () => {
  const { call, refuse } = await proven(null);
  const asked = vi.spyOn(world.engine.store.pool, 'query');
  for (let request = 0; request < 50; request += 1) await call.before(null);
  expect(asked.mock.calls.length).toBeLessThan(5);
  asked.mockRestore();
  await refuse();
  world.clock.ahead += 1_000;
  await expect(call.before(null)).rejects.toMatchObject({ code: 'unauthorized' });
});

it('asks before every request that may write: whoever has taken over stops it at once', async () => {
  const { call } = await proven(7);
  await world.engine.store.pool.query(`update target set fence = 8`);
  await expect(call.before(null)).rejects.toMatchObject({ code: 'aborted' });
});

it('waits for its ration while it reads, a minute or so in all, and never while it writes', async () => {
  const { engine } = world;
  const known = [...engine.targets.values()].find(({ id }) => id === 'cloud');
  if (known === undefined) throw new Error('no such target');
  const target = { ...known, rations: [{ bucket: 'few', calls: 1, seconds: 60, reserved: 0 }] };
  await engine.store.pool.query(`update target set fence = 7`);
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
    // As if so much time had passed.
    await engine.store.pool.query(`update ration_spent set at = at - make_interval(secs => $1)`, [ms / 1_000]);
  };
  const gate = new CredentialGate(engine.store.pool, target);
  const signal = new AbortController().signal;
  const reading = platformCall(engine, target, { signal, gate, fence: null, forTaking: false, wait });
  const ask = async (call: typeof reading): Promise<void> => {
    await call.before('few');
    call.after('answered');
  };
  await ask(reading);
  await ask(reading);
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeGreaterThan(55_000);
  // A second minute is more than a reading may take: what it did not come to is unknown, and the next reading begins there.
  await expect(ask(reading)).rejects.toMatchObject({ code: 'rationed' });
  const writing = platformCall(engine, target, { signal, gate, fence: 7, forTaking: false, wait });
  await expect(ask(writing)).rejects.toMatchObject({ code: 'rationed' });
  expect(waits).toHaveLength(1);
});
