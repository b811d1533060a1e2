import { startChild, type Ending, type WorkerChild } from '../world/worker-child.ts';
import type { Scene, Take } from '../world/scene.ts';
import type { WorldAddress } from '../world/open-world.ts';
import { startCommitProxy } from './commit-proxy.ts';
import type { KillPoint } from './kill-point.ts';

export interface Killing {
  /** Whether the worker came to the point at all. */
  readonly struck: boolean;
  readonly ending: Ending;
}

/** Lets a new worker begin, or go on with, the scene's plan, and kills it at the point. */
export async function killAt(
  scene: Scene,
  take: Take,
  point: KillPoint,
  world: Partial<WorldAddress>,
): Promise<Killing> {
  const child = await startChild();
  try {
    return point.kind === 'request'
      ? await atRequest(scene, take, child, point, world)
      : await atCommit(scene, take, child, point, world);
  } finally {
    await child.kill();
  }
}

type At<K extends KillPoint['kind']> = Extract<KillPoint, { kind: K }>;

async function atRequest(
  { plan }: Scene,
  { platforms, address }: Take,
  child: WorkerChild,
  { side, nth, at }: At<'request'>,
  world: Partial<WorldAddress>,
): Promise<Killing> {
  const armed = platforms.faults[side].arm({ on: { nth }, fault: { kind: 'kill', at, kill: () => child.kill() } });
  try {
    const ending = await child.obey({ what: 'run', plan, world: address(world) });
    return { struck: armed.struck === 1, ending };
  } finally {
    armed.disarm();
  }
}

async function atCommit(
  { plan }: Scene,
  { database, address }: Take,
  child: WorkerChild,
  { side, nth, at }: At<'commit'>,
  world: Partial<WorldAddress>,
): Promise<Killing> {
  const proxy = await startCommitProxy(database);
  try {
    proxy.arm(nth, at, () => child.kill());
    const order = { what: 'run', plan, world: address({ ...world, database: proxy.url, only: side }) } as const;
    const ending = await child.obey(order);
    return { struck: proxy.struck, ending };
  } finally {
    await proxy.stop();
  }
}
