import type { Order } from '../world/orders.ts';
import { startChild, type Ending, type WorkerChild } from '../world/worker-child.ts';
import type { Scene, Take } from '../world/scene.ts';
import type { WorldAddress } from '../world/open-world.ts';
import { startCommitProxy } from './commit-proxy.ts';
import type { KillPoint } from './kill-point.ts';

/** How a worker works: it applies the scene's plan, or takes jobs, planning included. */
export interface Manner {
  readonly what: 'run' | 'serve';
  readonly world: Partial<WorldAddress>;
}

export interface Killing {
  /** Whether the worker came to the point at all. */
  readonly struck: boolean;
  readonly ending: Ending;
}

export const orderOf = (scene: Scene, what: Manner['what'], world: WorldAddress): Order =>
  what === 'run' ? { what, plan: scene.plan, world } : { what, world };

/** Lets a new worker begin, or go on with, the scene's plan, and kills it at the point. */
export async function killAt(scene: Scene, take: Take, point: KillPoint, manner: Manner): Promise<Killing> {
  const child = await startChild();
  try {
    return point.kind === 'request'
      ? await atRequest(scene, take, child, point, manner)
      : await atCommit(scene, take, child, point, manner);
  } finally {
    await child.kill();
  }
}

type At<K extends KillPoint['kind']> = Extract<KillPoint, { kind: K }>;

async function atRequest(
  scene: Scene,
  { platforms, address }: Take,
  child: WorkerChild,
  { side, nth, at }: At<'request'>,
  { what, world }: Manner,
): Promise<Killing> {
  const armed = platforms.faults[side].arm({ on: { nth }, fault: { kind: 'kill', at, kill: () => child.kill() } });
  try {
    const ending = await child.obey(orderOf(scene, what, address(world)));
    return { struck: armed.struck === 1, ending };
  } finally {
    armed.disarm();
  }
}

async function atCommit(
  scene: Scene,
  { database, address }: Take,
  child: WorkerChild,
  { side, nth, at }: At<'commit'>,
  { what, world }: Manner,
): Promise<Killing> {
  const proxy = await startCommitProxy(database);
  try {
    proxy.arm(nth, at, () => child.kill());
    // A worker that takes jobs needs all platforms: it also plans.
    const only = what === 'run' ? { only: side } : {};
    const ending = await child.obey(orderOf(scene, what, address({ ...world, ...only, database: proxy.url })));
    return { struck: proxy.struck, ending };
  } finally {
    await proxy.stop();
  }
}
