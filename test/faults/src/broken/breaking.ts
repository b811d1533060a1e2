import { makePlan, releaseTarget, runPlan, type Engine } from '@passerelle/engine';
import type { Occurrence } from '@passerelle/sandbox/faults';
import type { Pool } from 'pg';
import { outcomeOf, type Outcome } from '../kill/verdict.ts';
import { differences } from '../kill/difference.ts';
import type { Side } from '../kill/kill-point.ts';
import { cloud, identity, openWorld } from '../world/open-world.ts';
import { settle, type Scene, type Take } from '../world/scene.ts';
import { patience, type Trouble } from './troubles.ts';

const targets = { cloud, identity } as const;
const { signal } = new AbortController();

/** Errors that the engine has noted for a platform, on its operations and on the platform as a whole. */
async function errorsOn(pool: Pool, side: Side): Promise<{ code: string; until: number | null }[]> {
  const { rows } = await pool.query<{ code: string; until: Date | number | null }>(
    `select error->>'code' as code, not_before as until from operation where target = $1 and error is not null and error->>'code' <> 'newer-plan'
     union all
     select quarantine_reason->>'code', quarantined_until from target where id = $1 and quarantine_reason is not null`,
    [side],
  );
  return rows.map(({ code, until }) => ({ code, until: until === null ? null : Number(until) }));
}

const unfinished = async (pool: Pool, side: Side): Promise<number> => {
  const { rows } = await pool.query<{ open: number }>(
    `select count(*)::int as open from operation where target = $1 and state not in ('applied', 'already')`,
    [side],
  );
  return rows[0]?.open ?? 0;
};

const other = (side: Side): Side => (side === 'cloud' ? 'identity' : 'cloud');

/** Applies what is ready, once, without waiting for anything. */
async function applyOnce(engine: Engine, plan: string): Promise<void> {
  await runPlan(engine, plan, { worker: engine.uuid(), signal, patience: -1 });
}

/** What must hold while a platform is in trouble. Empty: all is well. */
async function whileBroken(pool: Pool, side: Side, trouble: Trouble, struck: number): Promise<string[]> {
  const wrong: string[] = [];
  const rest = await unfinished(pool, other(side));
  if (rest > 0) wrong.push(`the other platform did not go on to its end: ${rest} operations are open there`);
  const strange = await errorsOn(pool, other(side));
  if (strange.length > 0) wrong.push(`the other platform was blamed: ${JSON.stringify(strange)}`);
  const errors = await errorsOn(pool, side);
  const unexpected = errors.filter(({ code }) => !trouble.codes.some((known) => known === code));
  if (unexpected.length > 0) wrong.push(`told as ${unexpected.map(({ code }) => code).join(', ')}`);
  if (struck > 0 && errors.length === 0 && trouble.codes.length > 0 && trouble.mayPass !== true)
    wrong.push('it was swallowed');
  if (trouble.retryAfter !== undefined) {
    const due = Date.now() + trouble.retryAfter * 1000;
    if (errors.some(({ until }) => until !== null && Math.abs(until - due) > 60_000))
      wrong.push(`what the platform said about when to come back was not kept: ${JSON.stringify(errors)}`);
  }
  return wrong;
}

/** The trouble is over, and somebody says so; everything must come to what an undisturbed run leaves. */
async function afterwards(engine: Engine, take: Take, scene: Scene, side: Side, expected: Outcome): Promise<string[]> {
  await releaseTarget(engine, targets[side], 'cli:faults');
  await runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: 10_000 });
  // What was cancelled because something it needs had failed is planned anew.
  await settle(engine);
  return differences(await outcomeOf(take, null), expected);
}

export interface Breaking {
  /** 0: the plan sends fewer requests than that. */
  readonly struck: number;
  readonly wrong: readonly string[];
}

/** Lets a plan run into a trouble on one platform, looks, ends the trouble, and looks again. */
export async function breakWhileApplying(
  scene: Scene,
  expected: Outcome,
  { side, trouble, on, concurrency }: { side: Side; trouble: Trouble; on: Occurrence; concurrency: number },
): Promise<Breaking> {
  const take = await scene.open();
  // Long pauses: what went wrong stays to be looked at, and nothing is tried again before the trouble is over.
  const settings = { firstPause: 60_000, longestPause: 60_000 };
  const timeouts = trouble.fault.kind === 'timeout' ? { [side]: patience } : {};
  const world = await openWorld(take.address({ timeouts, concurrency }), { settings });
  try {
    const armed = take.platforms.faults[side].arm({ on, fault: trouble.fault });
    await applyOnce(world.engine, scene.plan);
    const { struck } = armed;
    armed.disarm();
    if (struck === 0) return { struck, wrong: [] };
    const wrong = await whileBroken(world.engine.store.pool, side, trouble, struck);
    await world.close();
    const healed = await openWorld(take.address());
    try {
      wrong.push(...(await afterwards(healed.engine, take, scene, side, expected)));
    } finally {
      await healed.close();
    }
    return { struck, wrong };
  } finally {
    await take.close();
  }
}

/** The same while everything is read for a plan. */
export async function breakWhileReading(
  scene: Scene,
  { side, trouble, nth }: { side: Side; trouble: Trouble; nth: number },
): Promise<Breaking> {
  const take = await scene.open();
  const timeouts = trouble.fault.kind === 'timeout' ? { [side]: patience } : {};
  const world = await openWorld(take.address({ timeouts }));
  const { engine } = world;
  const read = () => makePlan(engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });
  try {
    const armed = take.platforms.faults[side].arm({ on: { nth }, fault: trouble.fault });
    const during = await read();
    const { struck } = armed;
    armed.disarm();
    if (struck === 0) return { struck, wrong: [] };
    const wrong: string[] = [];
    for (const outcome of during.targets) {
      const codes = [outcome.error, ...(outcome.observation?.partial ?? []).map(({ error }) => error)].flatMap(
        (error) => (error === null ? [] : [error.code]),
      );
      if (outcome.target !== side) {
        if (outcome.state !== 'planned' || codes.length > 0) wrong.push('the other platform was not read');
        continue;
      }
      const unexpected = codes.filter((code) => !trouble.codes.includes(code));
      if (unexpected.length > 0) wrong.push(`told as ${unexpected.join(', ')}`);
      if (codes.length === 0 && trouble.codes.length > 0 && trouble.mayPass !== true) wrong.push('it was swallowed');
    }
    // Nothing may be taken away, and nothing be made again, because of what could not be read.
    const { rows } = await engine.store.pool.query<object>(`select kind, verb, key from operation where plan = $1`, [
      during.id,
    ]);
    if (rows.length > 0) wrong.push(`a reading that broke off led to ${JSON.stringify(rows.slice(0, 3))}`);
    await releaseTarget(engine, targets[side], 'cli:faults');
    const after = await read();
    if (after.operations > 0 || after.targets.some(({ state, findings }) => state !== 'planned' || findings.length > 0))
      wrong.push(`afterwards: ${JSON.stringify(after)}`);
    return { struck, wrong };
  } finally {
    await world.close();
    await take.close();
  }
}
