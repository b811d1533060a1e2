import type { Engine } from '../setup.ts';
import { wakeTarget } from '../work/wake.ts';

/** A person says yes to exactly this: adopting what exists, under their name. False: there is no such question any more. */
export async function confirmOperation(engine: Engine, operation: string, actor: string): Promise<boolean> {
  return engine.store.transaction(async ({ client }) => {
    const { rows } = await client.query<{
      target: string;
      person: string | null;
      community: string | null;
      change: object;
    }>(
      `update operation set hold = null where id = $1 and state = 'planned' and hold = 'confirm' returning target, person, community, change`,
      [operation],
    );
    const row = rows[0];
    if (row === undefined) return false;
    await client.query(
      `insert into audit (actor, action, person, community, target, operation, data) values ($1, 'operation.confirmed', $2, $3, $4, $5, $6)`,
      [actor, row.person, row.community, row.target, operation, JSON.stringify({ change: row.change })],
    );
    await wakeTarget(client, row.target);
    return true;
  });
}
