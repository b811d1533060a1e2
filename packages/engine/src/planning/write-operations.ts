import { keyOf, objectOf, communityOfKey, type GroupKey, type SpaceKey } from '@passerelle/model';
import type { PlannedOperation } from '@passerelle/plan';
import type { PoolClient } from 'pg';
import type { Engine, EngineTarget } from '../setup.ts';

/** Native names that the plan gives: reserved before anything is made, so that a crash can never make the same thing under two names. */
async function reserveNames(
  client: PoolClient,
  target: string,
  operations: readonly PlannedOperation[],
): Promise<void> {
  for (const { change } of operations) {
    if ((change.kind !== 'group' && change.kind !== 'space') || change.verb === 'update') continue;
    const key: GroupKey | SpaceKey = change.kind === 'group' ? change.group : change.space;
    // What was ours and is gone from the platform keeps its record, retired: its id is never used again.
    await client.query(
      `update native_object set state = 'retired' where target = $1 and kind = $2 and key = $3 and state = 'live'`,
      [target, change.kind, key],
    );
    // Whatever was ours in it went with it.
    await client.query(`delete from made_membership where target = $1 and group_key = $2`, [target, key]);
    await client.query(`delete from made_grant where target = $1 and (space_key = $2 or group_key = $2)`, [
      target,
      key,
    ]);
    await client.query(`delete from made_person_grant where target = $1 and space_key = $2`, [target, key]);
    await client.query(`delete from made_entry where target = $1 and space_key = $2`, [target, key]);
    const name = change.verb === 'create' ? change.name : change.native;
    const label = change.verb === 'create' ? change.label : change.native;
    await client.query(
      `insert into native_object (target, kind, key, community, name, label, ownership)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (target, kind, key) where state <> 'retired' do update set name = excluded.name, label = excluded.label where native_object.native is null`,
      [target, change.kind, key, communityOfKey(key), name, label, change.verb === 'adopt' ? 'adopted' : 'made'],
    );
  }
}

/** A planned operation with the id under which it is kept. */
export interface WrittenOperation {
  readonly id: string;
  readonly target: string;
  readonly key: string;
  /** A person's act asked for it, as against a source or a date. */
  readonly byHand: boolean;
  readonly operation: PlannedOperation;
}

interface Writing {
  readonly plan: string;
  readonly target: EngineTarget;
  readonly operations: readonly PlannedOperation[];
  readonly byHand: (operation: PlannedOperation) => boolean;
}

/** Writes a target's operations in their order, with what they mean for people. */
export async function writeOperations(
  engine: Engine,
  client: PoolClient,
  { plan, target, operations, byHand }: Writing,
): Promise<readonly WrittenOperation[]> {
  await reserveNames(client, target.id, operations);
  const written = operations.map((operation) => ({
    id: engine.uuid(),
    target: target.id,
    key: keyOf(operation.change),
    byHand: byHand(operation),
    operation,
  }));
  for (let from = 0; from < written.length; from += 2_000) {
    const rows = written.slice(from, from + 2_000).map(({ id, key, byHand: hand, operation }, index) => ({
      id,
      position: from + index,
      priority: operation.priority,
      phase: operation.phase,
      kind: operation.change.kind,
      verb: operation.change.verb,
      key,
      object: objectOf(operation.change),
      person: operation.person,
      community: operation.community,
      change: operation.change,
      before: operation.before,
      hold: operation.hold,
      because: { ...(hand ? { byHand: true } : {}), ...(operation.accountLoss === true ? { accountLoss: true } : {}) },
      effects: operation.effects,
    }));
    await client.query(
      `with given as (select * from jsonb_to_recordset($3::jsonb) as r(
         id uuid, position int, priority smallint, phase text, kind text, verb text, key text, object text, person uuid, community text,
         change jsonb, before jsonb, because jsonb, hold text, effects jsonb)),
       written as (
         insert into operation (id, plan, target, position, priority, phase, kind, verb, key, object, person, community, change, before, because, hold)
         select id, $1, $2, position, priority, phase, kind, verb, key, object, person, community, change, before, because, hold from given)
       insert into operation_effect (operation, person, community, tool, before, after, counted_loss, part)
       select g.id, (e->>'person')::uuid, e->>'community', e->>'tool', e->>'before', e->>'after', (e->>'countedLoss')::boolean, e->>'part'
         from given g, jsonb_array_elements(g.effects) e
       on conflict do nothing`,
      [plan, target.id, JSON.stringify(rows)],
    );
  }
  return written;
}
