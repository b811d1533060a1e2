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

const operations = `
  select o.target, o.position, o.kind || '.' || o.verb as what, o.state,
         (select coalesce(json_agg(a.action order by a.action), '[]') from audit a where a.operation = o.id) as told
    from operation o where o.plan = $1 order by o.target, o.position`;

/** Looks at everything, as a newcomer would: the platforms, what is believed to be owned, the record of what was done. */
export async function outcomeOf(take: Take, plan: string): Promise<Outcome> {
  const { engine, close } = await openWorld(take.address());
  const { store } = engine;
  try {
    const done = await store.pool.query<object>(operations, [plan]);
    const state = await store.pool.query<{ state: string }>(`select state from plan where id = $1`, [plan]);
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
      ...(await pictureOf(store.pool, take.platforms)),
      operations: done.rows,
      left: {
        plan: state.rows[0]?.state,
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
    await close();
  }
}
