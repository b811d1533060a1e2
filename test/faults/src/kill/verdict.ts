import { makePlan } from '@passerelle/engine';
import { seal, verify } from '@passerelle/store';
import { openWorld } from '../world/open-world.ts';
import { pictureOf, type Picture } from '../world/picture.ts';
import type { Take } from '../world/scene.ts';

/** What a plan left behind: what must be the same however often its workers were killed. */
export interface Outcome extends Picture {
  /** Each operation of the plan: its place, what it was, how it ended, and which final audit records it has. */
  readonly operations: readonly object[];
  /** What a new look at the platforms would still do, and what it finds strange. */
  readonly left: object;
  readonly audit: object;
}

/** Of a plan that is known beforehand: every operation. */
const ofPlan = `
  select o.target, o.position, o.kind || '.' || o.verb as what, o.state,
         (select coalesce(json_agg(a.action order by a.action), '[]') from audit a where a.operation = o.id) as told
    from operation o where o.plan = $1 order by o.target, o.position`;

/** Where the workers plan by themselves: whatever has not exactly one final record, or has not ended. */
const unsound = `
  select o.target, o.kind || '.' || o.verb as what, o.state,
         (select coalesce(json_agg(a.action order by a.action), '[]') from audit a where a.operation = o.id) as told
    from operation o
   where o.state in ('planned', 'running', 'failed')
      or 1 <> (select count(*) from audit a where a.operation = o.id and a.action = 'operation.' || o.state)
      or 1 <> (select count(*) from audit a where a.operation = o.id)`;

/** Looks at everything, as a newcomer would: the platforms, what is believed to be owned, the record of what was done. */
export async function outcomeOf(take: Take, plan: string | null): Promise<Outcome> {
  const world = await openWorld(take.address());
  const { engine } = world;
  const { store } = engine;
  try {
    const done =
      plan === null ? await store.pool.query<object>(unsound) : await store.pool.query<object>(ofPlan, [plan]);
    const open = await store.pool.query<object>(`select number, state from plan where state <> 'done'`);
    // Before the new plan: it writes down again what it recognises as ours.
    const picture = await pictureOf(store.pool, take.platforms);
    const running = await store.pool.query<object>(`select id from operation where state = 'running'`);
    const next = await makePlan(engine, {
      createdBy: 'faults',
      extent: 'full',
      observe: 'always',
      signal: new AbortController().signal,
    });
    const drift = await store.pool.query<object>(`select kind, nature, key from drift where state = 'open'`);
    await seal(store);
    const verification = await verify(store);
    return {
      ...picture,
      operations: done.rows,
      left: {
        plans: open.rows,
        running: running.rows.length,
        operations: next.operations,
        findings: next.targets.flatMap(({ findings }) => findings),
        targets: next.targets.map(({ target, state: how, why, error }) => ({
          target,
          how,
          why,
          error: error?.code ?? null,
        })),
        drift: drift.rows,
      },
      audit: { state: verification.state, unsealed: verification.state === 'intact' ? verification.unsealed : null },
    };
  } finally {
    await world.close();
  }
}
