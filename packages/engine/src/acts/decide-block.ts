import type { Message, PersonId } from '@passerelle/model';
import { mayApprove } from '@passerelle/plan';
import type { Engine } from '../setup.ts';
import { wakeTarget } from '../work/wake.ts';

export interface BlockView {
  readonly id: string;
  readonly plan: string;
  readonly rule: string;
  readonly community: string | null;
  readonly reason: Message;
  readonly people: readonly PersonId[];
  readonly operations: number;
  readonly state: 'waiting' | 'approved' | 'refused' | 'obsolete';
  readonly decidedBy: string | null;
}

/** Blocks that wait, or all of a plan. One whose operations are all decided otherwise (superseded by a newer plan) is obsolete. */
export async function listBlocks(engine: Engine, plan: string | null = null): Promise<readonly BlockView[]> {
  const { pool } = engine.store;
  await pool.query(
    `update block b set state = 'obsolete'
      where b.state = 'waiting'
        and not exists (
          select from operation_block x join operation o on o.id = x.operation where x.block = b.id and o.state = 'planned')`,
  );
  const { rows } = await pool.query<{
    id: string;
    plan: string;
    rule: string;
    community: string | null;
    detail: { reason: Message; people: PersonId[]; operations: number };
    state: BlockView['state'];
    decided_by: string | null;
  }>(
    `select b.id, b.plan, b.rule, b.community, b.detail, b.state, b.decided_by from block b join plan p on p.id = b.plan
      where ($1::uuid is null and b.state = 'waiting') or b.plan = $1 order by p.number, b.rule, b.community, b.id`,
    [plan],
  );
  return rows.map(({ detail, decided_by: decidedBy, ...row }) => ({ ...row, ...detail, decidedBy }));
}

export type Decision = { readonly done: true } | { readonly done: false; readonly reason: Message };

/** A named person decides on a block: approved, its operations go on once no other block holds them; refused, they are cancelled. */
export async function decideBlock(
  engine: Engine,
  id: string,
  {
    actor,
    administrators,
    decision,
  }: {
    readonly actor: PersonId | null;
    readonly administrators: readonly PersonId[];
    readonly decision: 'approved' | 'refused';
  },
): Promise<Decision> {
  return engine.store.transaction(async ({ client }) => {
    const { rows } = await client.query<{
      state: BlockView['state'];
      act_actor: string | null;
      community: string | null;
    }>(
      `select b.state, b.community, a.actor as act_actor
         from block b join plan p on p.id = b.plan left join act a on a.id = p.act where b.id = $1 for update of b`,
      [id],
    );
    const block = rows[0];
    if (block === undefined) return { done: false, reason: { code: 'guard.approval.unknown', params: {} } };
    const author =
      block.act_actor?.startsWith('person:') === true ? (block.act_actor.slice('person:'.length) as PersonId) : null;
    const answer = mayApprove({
      block,
      actor,
      authorOfAct:
        author === null
          ? null
          : { person: author, as: administrators.includes(author) ? 'administrator' : 'technicien' },
      administrators,
    });
    if (!answer.isAllowed) return { done: false, reason: answer.reason };
    await client.query(`update block set state = $2, decided_by = $3, decided_at = clock_timestamp() where id = $1`, [
      id,
      decision,
      `person:${actor ?? ''}`,
    ]);
    await client.query(`insert into audit (actor, action, community, data) values ($1, $2, $3, $4)`, [
      `person:${actor ?? ''}`,
      `block.${decision}`,
      block.community,
      JSON.stringify({ block: id }),
    ]);
    if (decision === 'refused') {
      await client.query(
        `update operation o set state = 'cancelled', ended_at = clock_timestamp(), error = '{"code": "refused"}'
          where o.state = 'planned' and exists (select from operation_block x where x.operation = o.id and x.block = $1)`,
        [id],
      );
      return { done: true };
    }
    const released = await client.query<{ target: string }>(
      `update operation o set hold = null
        where o.state = 'planned' and o.hold = 'guard' and exists (select from operation_block x where x.operation = o.id and x.block = $1)
          and not exists (select from operation_block x join block b on b.id = x.block where x.operation = o.id and b.state <> 'approved')
        returning o.target`,
      [id],
    );
    for (const target of new Set(released.rows.map((row) => row.target))) await wakeTarget(client, target);
    return { done: true };
  });
}
