import type { WorldAddress } from '../world/open-world.ts';
import type { Scene, Take } from '../world/scene.ts';
import { startChild, type WorkerChild } from '../world/worker-child.ts';
import { startCommitProxy } from './commit-proxy.ts';
import { differences } from './difference.ts';
import { killAt, orderOf, type Manner } from './killing.ts';
import { nameOf, sides, type KillPoint, type Length, type Side } from './kill-point.ts';
import { outcomeOf, type Outcome } from './verdict.ts';

/** An undisturbed run: how long it is, and what it leaves. */
export interface Baseline {
  readonly what: Manner['what'];
  readonly length: Length;
  readonly outcome: Outcome;
}

/** Lets a worker work in peace; it must come to its end and leave nothing. */
const finish = async (child: WorkerChild, scene: Scene, what: Manner['what'], world: WorldAddress): Promise<void> => {
  const ending = await child.obey(orderOf(scene, what, world));
  if (ending.how !== 'done') throw new Error(`the worker did not come to its end: ${JSON.stringify(ending)}`);
  const open = Object.entries(ending.states).filter(([, state]) => state !== 'idle');
  if (open.length > 0) throw new Error(`the worker left something: ${JSON.stringify(open)}`);
};

export async function baselineOf(scene: Scene, what: Manner['what']): Promise<Baseline> {
  const take = await scene.open();
  const child = await startChild();
  const commits: Record<Side, number> = { cloud: 0, identity: 0 };
  const through = async (world: Partial<WorldAddress>): Promise<number> => {
    const proxy = await startCommitProxy(take.database);
    try {
      await finish(child, scene, what, take.address({ ...world, database: proxy.url }));
      return proxy.commits;
    } finally {
      await proxy.stop();
    }
  };
  try {
    if (what === 'serve') commits.cloud = await through({});
    else for (const side of sides) commits[side] = await through({ only: side });
    const { cloud, identity } = take.platforms.faults;
    const requests = { cloud: cloud.seen.length, identity: identity.seen.length };
    return { what, length: { requests, commits }, outcome: await outcomeOf(take, what === 'run' ? scene.plan : null) };
  } finally {
    await child.kill();
    await take.close();
  }
}

/** One case: the kills, in turn, each of a new worker; then a last one that is left in peace. */
export interface Case {
  readonly kills: readonly KillPoint[];
  readonly world?: Partial<WorldAddress>;
  /** Where the order is another one each time, or a second worker has less left to do than the point asks for, it is no failure to have come to the end before. */
  readonly mayMiss?: boolean;
}

export interface SweepResult {
  readonly swept: number;
  /** Kills that happened, over all cases. */
  readonly kills: number;
  readonly failures: readonly string[];
}

/** Plays every case on a copy of the scene of its own, several at once, and compares what is left with the undisturbed run. */
export async function sweep(
  scene: Scene,
  { what, outcome: expected }: Baseline,
  cases: readonly Case[],
  { lanes, title }: { readonly lanes: number; readonly title: string },
): Promise<SweepResult> {
  const failures: string[] = [];
  let [next, swept, kills] = [0, 0, 0];
  const started = Date.now();
  const play = async (finisher: WorkerChild, { kills: points, world = {}, mayMiss = false }: Case): Promise<void> => {
    const take: Take = await scene.open();
    try {
      for (const point of points) {
        const { struck, ending } = await killAt(scene, take, point, { what, world });
        if (struck) kills += 1;
        if (ending.how === 'failed') throw new Error(ending.why);
        if (!struck && !mayMiss) throw new Error('the worker never came to that point');
      }
      await finish(finisher, scene, what, take.address(world));
      const found = differences(await outcomeOf(take, what === 'run' ? scene.plan : null), expected);
      if (found.length > 0) throw new Error(found.join('\n  '));
    } finally {
      await take.close();
    }
  };
  const lane = async (): Promise<void> => {
    let finisher = await startChild();
    for (let one = cases[next++]; one !== undefined; one = cases[next++]) {
      try {
        await play(finisher, one);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const failure = `${one.kills.map(nameOf).join(', then ')}: ${why}`;
        failures.push(failure);
        console.log(`${title}: FAILED at ${failure}`);
        await finisher.kill();
        finisher = await startChild();
      }
      swept += 1;
      if (swept % 50 === 0) {
        const seconds = Math.round((Date.now() - started) / 1000);
        console.log(`${title}: ${swept} of ${cases.length} points, ${failures.length} failures, ${seconds} s`);
      }
    }
    await finisher.kill();
  };
  await Promise.all(Array.from({ length: Math.min(lanes, cases.length) }, lane));
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${title}: ${swept} points swept, ${kills} workers killed, ${failures.length} failures, ${seconds} s`);
  return { swept, kills, failures };
}
