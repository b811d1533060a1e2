import { communityOfKey, message, type CommunityId, type Message, type TargetId } from '@passerelle/model';
import type { PlannedOperation } from '@passerelle/plan';
import { Refusal, type Tx } from '@passerelle/store';
import { onePlanner } from '../../planning/one-planner.ts';
import { writeOperations } from '../../planning/write-operations.ts';
import type { Engine, EngineTarget } from '../../setup.ts';
import type { Adoption } from './adoption.ts';
import { foreignObjects } from './foreign-objects.ts';
import { freeCommunities, isFree } from './free-keys.ts';

/**
 * A plan that takes over exactly these objects, and nothing else: each leaves its mark where the platform has room for one, and changes nothing that people
 * see. What Passerelle would change on them is the next plan's matter. Returns the plan's id.
 * @throws Refusal that names what cannot be taken over: gone from the platform, ours already, its place taken, or asked for twice
 */
export async function planAdoptions(
  engine: Engine,
  adoptions: readonly Adoption[],
  { createdBy }: { readonly createdBy: string },
): Promise<string> {
  const id = engine.uuid();
  await onePlanner(engine, () =>
    engine.store.transaction(async (tx) => write(engine, tx, id, adoptions, createdBy), {
      isolation: 'repeatable read',
    }),
  );
  return id;
}

async function write(
  engine: Engine,
  tx: Tx,
  id: string,
  adoptions: readonly Adoption[],
  createdBy: string,
): Promise<void> {
  const { client } = tx;
  const byTarget = Map.groupBy(adoptions, ({ target }) => target);
  const problems: Message[] = [...twice(adoptions)];
  for (const [target, own] of byTarget) problems.push(...(await problemsOf(engine, tx, target, own)));
  if (problems.length > 0) throw new Refusal(...problems);
  const communities = [...new Set(adoptions.map(({ key }) => communityOfKey(key)))].sort();
  await client.query(
    `insert into plan (id, created_by, act, extent, expires_at, scope) values ($1, $2, null, 'targeted', $3, $4)`,
    [id, createdBy, new Date(engine.now() + engine.settings.planLifetime), JSON.stringify({ communities, people: [] })],
  );
  for (const [target, own] of byTarget) {
    await client.query(`insert into plan_target (plan, target, state, detail) values ($1, $2, 'planned', $3)`, [
      id,
      target,
      JSON.stringify({ why: null, error: null }),
    ]);
    await forgetOlderPlans(tx, target, own);
    await writeOperations(engine, client, {
      plan: id,
      target: targetOf(engine, target),
      operations: own.map(operationOf),
      byHand: () => true,
    });
  }
  const summary = {
    operations: adoptions.length,
    held: 0,
    targets: [...byTarget.keys()].map((target) => ({ target, findings: [] })),
  };
  await client.query(`update plan set state = 'ready', summary = $2 where id = $1`, [id, JSON.stringify(summary)]);
  for (const { target, key, native, kind } of adoptions) {
    await client.query(
      `insert into audit (actor, action, community, target, data) values ($1, 'object.adopted', $2, $3, $4)`,
      [createdBy, communityOfKey(key), target, JSON.stringify({ kind, key, native, plan: id })],
    );
  }
}

function targetOf(engine: Engine, id: TargetId): EngineTarget {
  const target = engine.targets.get(id);
  if (target === undefined) throw new Refusal(message('adopt.unknown-target', { target: id }));
  return target;
}

async function problemsOf(
  engine: Engine,
  tx: Tx,
  id: TargetId,
  adoptions: readonly Adoption[],
): Promise<readonly Message[]> {
  const target = targetOf(engine, id);
  const communities = [...new Set<CommunityId>(adoptions.map(({ key }) => communityOfKey(key)))].sort();
  const foreign = await foreignObjects(tx.client, id);
  const free = await freeCommunities(tx, target, { at: engine.now(), communities });
  return adoptions.flatMap((adoption) => {
    const { kind, key, native, label } = adoption;
    const params = { target: id, key, name: label === '' ? native : label };
    const object = foreign.find((one) => one.kind === kind && one.native === native);
    if (object === undefined) return [message('adopt.not-there', params)];
    if (object.mark !== null && object.mark !== key)
      return [message('adopt.marked-otherwise', { ...params, mark: object.mark })];
    if (kind === 'space' && object.tool !== key.split('/')[1]) return [message('adopt.other-tool', params)];
    return isFree(free, key) ? [] : [message('adopt.place-taken', params)];
  });
}

/** One thing for two places, or two for one. */
function twice(adoptions: readonly Adoption[]): readonly Message[] {
  const seen = new Set<string>();
  return adoptions.flatMap(({ target, kind, key, native, label }) => {
    const names = [`${target} ${kind} of ${native}`, `${target} ${kind} for ${key}`];
    const again = names.some((name) => seen.has(name));
    for (const name of names) seen.add(name);
    return again ? [message('adopt.twice', { target, key, name: label === '' ? native : label })] : [];
  });
}

const operationOf = (adoption: Adoption): PlannedOperation => ({
  change:
    adoption.kind === 'group'
      ? { kind: 'group', verb: 'adopt', group: adoption.key, native: adoption.native }
      : { kind: 'space', verb: 'adopt', space: adoption.key, native: adoption.native },
  phase: 'give',
  priority: 1,
  person: null,
  community: communityOfKey(adoption.key),
  before: { label: adoption.label },
  effects: [],
  // The yes to exactly this has been given.
  hold: null,
});

/** An older plan would make these things: what it knew of them is over. */
async function forgetOlderPlans({ client }: Tx, target: TargetId, adoptions: readonly Adoption[]): Promise<void> {
  await client.query(
    `update operation o set state = 'superseded', ended_at = clock_timestamp(), error = '{"code": "newer-plan"}'
       from plan p
      where p.id = o.plan and p.state = 'ready' and o.target = $1 and o.state = 'planned' and o.kind in ('group', 'space') and o.key = any($2)`,
    [target, adoptions.map(({ key }) => key)],
  );
}
