// A worker as a process of its own, so that it can be killed. It loads everything, says "ready", and works on the world that it is then told of.
import { makePlan, prepareJobs, runPlan, startWorker } from '@passerelle/engine';
import { openWorld } from './open-world.ts';
import type { Answer, Order } from './orders.ts';

const tell = (answer: Answer): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) throw new Error('this program is started by the tests, with a channel to them');
    process.send(answer, () => resolve());
  });

async function obey(order: Order): Promise<Answer> {
  const world = await openWorld(order.world);
  const { signal } = new AbortController();
  try {
    switch (order.what) {
      case 'run': {
        const { targets } = await runPlan(world.engine, order.plan, {
          worker: world.engine.uuid(),
          signal,
          patience: 5_000,
        });
        return { said: 'done', states: Object.fromEntries([...targets].map(([id, { state }]) => [id, state])) };
      }
      case 'serve': {
        await prepareJobs(world.engine);
        const worker = await startWorker(world.engine, { observe: null, boundaries: '0 0 1 1 *', sources: [] });
        await tell({ said: 'serving' });
        // Until the plan that was asked for has ended, by whatever worker.
        for (;;) {
          const { rows } = await world.engine.store.pool.query<{ open: boolean }>(
            `select exists (select from plan where state in ('planning', 'ready', 'applying')) or exists (select from change where plan is null) as open`,
          );
          if (rows[0]?.open !== true) break;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await worker.stop();
        return { said: 'done', states: {} };
      }
      case 'plan': {
        const plan = await makePlan(world.engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });
        return { said: 'done', states: { operations: String(plan.operations) } };
      }
    }
  } finally {
    await world.close();
  }
}

process.on('message', (order: Order) => {
  obey(order).then(tell, (error: unknown) =>
    tell({ said: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
await tell({ said: 'ready' });
