import type { PlannedOperation } from '@passerelle/plan';
import type { Engine } from '../setup.ts';
import { wakeTarget } from '../work/wake.ts';

/** A person says yes to exactly this: adopting what exists, under their name. Asked by several plans, it is answered in all. False: there is no such question any more. */
export async function confirmOperation(engine: Engine, operation: string, actor: string): Promise<boolean> {
  return engine.store.transaction(async ({ client }) => {
    const { rows } = await client.query<{
      id: string;
      target: string;
      person: string | null;
      community: string | null;
      change: object;
    }>(
      `update operation o set hold = null from operation c
        where c.id = $1 and c.state = 'planned' and c.hold = 'confirm' and o.state = 'planned' and o.hold = 'confirm'
          and (o.target, o.kind, o.key, o.change) = (c.target, c.kind, c.key, c.change)
        returning o.id, o.target, o.person, o.community, o.change`,
      [operation],
    );
    for (const { id, target, person, community, change } of rows) {
      await client.query(
        `insert into audit (actor, action, person, community, target, operation, data) values ($1, 'operation.confirmed', $2, $3, $4, $5, $6)`,
        [actor, person, community, target, id, JSON.stringify({ change: withoutContent(change) })],
      );
    }
    if (rows[0] !== undefined) await wakeTarget(client, rows[0].target);
    return rows.length > 0;
  });
}

/** The audit keeps which entry it was, never what was in it: titles and cards are about people. */
const withoutContent = (change: object): object => ('content' in change ? { ...change, content: undefined } : change);

/** A question of a plan that waits for a person's yes. */
export interface Question {
  readonly id: string;
  readonly plan: string;
  readonly target: string;
  readonly operation: PlannedOperation;
}

/** Each question once: of the plan that is under way, else of the newest. What a newer look at the platform no longer asks is not asked. */
export async function listQuestions(engine: Engine): Promise<readonly Question[]> {
  const { rows } = await engine.store.pool.query<
    { id: string; plan: string; target: string } & Pick<PlannedOperation, 'phase' | 'person' | 'community' | 'change'>
  >(
    `select distinct on (o.target, o.kind, o.key) o.id, o.plan, o.target, o.phase, o.person, o.community, o.change
       from operation o join plan p on p.id = o.plan
      where o.state = 'planned' and o.hold = 'confirm'
        and (p.state = 'applying' or p.state = 'ready' and not exists (
          select from plan n join plan_target t on t.plan = n.id where t.target = o.target and t.state = 'planned' and n.extent = 'full' and n.number > p.number))
      order by o.target, o.kind, o.key, p.state = 'applying' desc, p.number desc`,
  );
  return rows.map(({ id, plan, target, ...row }) => ({
    id,
    plan,
    target,
    operation: { ...row, priority: 2, before: null, effects: [], hold: 'confirm' },
  }));
}
