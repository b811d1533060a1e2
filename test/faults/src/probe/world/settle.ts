import { makePlan, runPlan, startPlan, type Engine } from '@passerelle/engine';

const { signal } = new AbortController();

/** Plans everything and applies it. @throws Error where something is left undone */
export async function settle(engine: Engine): Promise<void> {
  const planned = await makePlan(engine, { createdBy: 'probe', extent: 'full', observe: 'always', signal });
  if (planned.held > 0) throw new Error(`${planned.held} operations are held`);
  if (planned.operations === 0) return;
  await startPlan(engine, planned.id, { by: 'probe', kind: 'person' });
  await runPlan(engine, planned.id, { worker: engine.uuid(), signal, patience: 10_000 });
  const { rows } = await engine.store.pool.query<object>(
    `select target, kind, key, verb, state, error from operation where plan = $1 and state not in ('applied', 'already')`,
    [planned.id],
  );
  if (rows.length > 0) throw new Error(`not applied: ${JSON.stringify(rows.slice(0, 3))}`);
}
