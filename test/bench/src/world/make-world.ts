import { makePlan, type Engine } from '@passerelle/engine';
import { openPasserelle, type PasserelleAddress } from '../passerelle/open-passerelle.ts';
import type { BenchContext } from '../scenario.ts';
import { startStandIns, type StandIns } from '../stand-ins/start-stand-ins.ts';
import { firstForumGroup } from './fill-stand-ins.ts';
import type { Contents, MadeObject } from './made-object.ts';
import { uuidOf } from './made-world.ts';
import { cloud, identity } from './settings.ts';
import type { WorldSize } from './world-size.ts';
import { writeInStep } from './write-in-step.ts';
import { writeCommunities, writeOthers } from './write-source.ts';

/** A world in which everything was done already: a store full of people, and platforms that match it. */
export interface World {
  readonly standIns: StandIns;
  readonly address: PasserelleAddress;
}

/**
 * Makes a world of this size in seconds rather than by a hundred thousand calls. What groups and spaces are called, and who may do what in them, the real
 * planner says: it plans the communities once, on empty platforms; what it wants is then put into the store and into the stand-ins in bulk.
 */
export async function makeWorld(context: BenchContext, size: WorldSize): Promise<World> {
  const standIns = await startStandIns(context);
  const address = { database: await context.newDatabase(), platforms: standIns.addresses };
  const passerelle = await openPasserelle(address);
  try {
    const { engine } = passerelle;
    await writeCommunities(engine.store, size);
    const contents: Contents = { ...size, objects: await firstPlan(engine, context.signal) };
    await writeOthers(engine.store, size);
    await writeInStep(engine.store, contents);
    await standIns.fill(contents);
  } finally {
    await passerelle.close();
  }
  return { standIns, address };
}

interface PlannedObject {
  readonly target: string;
  readonly community: string;
  readonly kind: 'group' | 'space';
  readonly key: string;
  readonly change: Pick<MadeObject, 'name' | 'label'> & { readonly grants?: unknown };
}

async function firstPlan(engine: Engine, signal: AbortSignal): Promise<readonly MadeObject[]> {
  const { id } = await makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'always', signal });
  const { pool } = engine.store;
  const { rows } = await pool.query<PlannedObject>(
    `select target, community, kind, key, change from operation where plan = $1 and kind in ('group', 'space') and verb = 'create' order by target, kind, key`,
    [id],
  );
  // As if it had never been: what is measured begins with a store that has no plan and has read nothing.
  await pool.query(`truncate plan, native_object, link, observation, observed, observed_container cascade`);
  const next = { folder: 1, group: firstForumGroup + 1, category: 100 };
  return rows.map(({ target, community, kind, key, change: { name, label, grants } }) => {
    const native =
      target === identity
        ? uuidOf(`keycloak group ${key}`)
        : target === cloud
          ? kind === 'group'
            ? name
            : String(next.folder++)
          : String(kind === 'group' ? next.group++ : next.category++);
    return {
      target,
      community,
      kind,
      key,
      name,
      label,
      native,
      ...(grants === undefined ? {} : { grants }),
    } as MadeObject;
  });
}
