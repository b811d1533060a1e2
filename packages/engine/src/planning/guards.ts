import { communityOfKey, type CommunityId, type Message, type PersonId } from '@passerelle/model';
import {
  flipGuard,
  techniciensGuard,
  volumeGuard,
  withholder,
  lossesOf,
  type FlipEvent,
  type Loss,
} from '@passerelle/plan';
import type { Tx } from '@passerelle/store';
import type { Engine } from '../setup.ts';
import type { WrittenOperation } from './write-operations.ts';

interface Block {
  readonly rule: string;
  readonly community: CommunityId | null;
  readonly reason: Message;
  readonly people: readonly PersonId[];
  readonly holds: (written: WrittenOperation) => boolean;
}

/** Who held the role of technicien as last applied is compared with who holds it now. */
export type Techniciens = ReadonlyMap<CommunityId, readonly PersonId[]>;

const distinct = (losses: readonly Loss[]): readonly PersonId[] =>
  [...new Set(losses.map(({ person }) => person))].sort();

/** Who has something of ours, wherever: in a group, or given to them one by one. */
const everywhere = `(
  select community, person from made_membership union all select community, person from made_person_grant) made`;

async function volumeBlocks(engine: Engine, { client }: Tx, written: readonly WrittenOperation[]): Promise<Block[]> {
  const planned = written.flatMap(({ operation }) => lossesOf(operation));
  if (planned.length === 0) return [];
  const { guards } = engine.settings;
  const applied = await client.query<{ person: PersonId; community: CommunityId | null; at: Date }>(
    `select e.person, e.community, o.ended_at as at
       from operation o join operation_effect e on e.operation = o.id
      where o.state in ('applied', 'already') and o.block is null and e.counted_loss and o.ended_at > $1
     union all
     select o.person, null, o.ended_at from operation o
      where o.state in ('applied', 'already') and o.block is null and o.because ? 'accountLoss' and o.ended_at > $1`,
    [new Date(engine.now() - guards.windowHours * 3_600_000)],
  );
  const sizes = await client.query<{ community: CommunityId; people: number }>(
    `select community, count(distinct person)::int as people from ${everywhere} group by community`,
  );
  const everybody = await client.query<{ people: number }>(
    `select count(distinct person)::int as people from ${everywhere}`,
  );
  const blocks = volumeGuard(
    {
      now: engine.now(),
      planned,
      applied: applied.rows.map(({ person, community, at }) => ({ person, community, at: at.getTime() })),
      sizes: {
        communities: new Map(sizes.rows.map(({ community, people }) => [community, people])),
        everybody: everybody.rows[0]?.people ?? 0,
      },
    },
    {
      window: guards.windowHours * 3_600_000,
      community: { atLeast: guards.communityPeople, share: guards.communityShare },
      everybody: { atLeast: guards.everybodyPeople, share: guards.everybodyShare },
      inAll: guards.allPeople,
    },
  );
  return blocks.map(({ rule, community, reason, losses }) => {
    const holds = withholder({ community, losses });
    return {
      rule: `volume.${rule}`,
      community,
      reason,
      people: distinct(losses),
      holds: ({ operation }) => holds(operation),
    };
  });
}

/** One person's change of groups in a community, or of their level in a space. */
function moveOf({ change }: WrittenOperation['operation']): {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly direction: 'raise' | 'lower';
} | null {
  if (change.verb === 'change-for') {
    const { person, space, direction } = change;
    return { person, community: communityOfKey(space), direction };
  }
  return change.kind === 'membership' && change.verb === 'change' ? change : null;
}

/** Memberships that went to and fro by themselves within a day. */
async function flipBlocks(engine: Engine, { client }: Tx, written: readonly WrittenOperation[]): Promise<Block[]> {
  const moves = written.filter(({ operation }) => moveOf(operation) !== null);
  if (moves.length === 0) return [];
  const history = await client.query<{
    target: string;
    key: string;
    at: Date;
    direction: 'raise' | 'lower';
    by_hand: boolean;
  }>(
    `select o.target, o.key, o.ended_at as at, o.change->>'direction' as direction, o.because ? 'byHand' as by_hand
       from operation o
      where (o.kind, o.verb) in (('membership', 'change'), ('grant', 'change-for')) and o.state in ('applied', 'already') and o.ended_at > $1
        and exists (
          select from operation p where p.target = o.target and p.kind = o.kind and p.key = o.key and p.id <> o.id
             and p.state in ('applied', 'already') and p.ended_at > $1)`,
    [new Date(engine.now() - 24 * 3_600_000)],
  );
  if (history.rows.length === 0) return [];
  const blocks: Block[] = [];
  for (const { id, target, key, operation, byHand } of moves) {
    const move = moveOf(operation);
    if (move === null) continue;
    const event = (direction: 'raise' | 'lower', at: number, hand: boolean): FlipEvent => ({
      at,
      change: direction === 'raise' ? 'add' : 'remove',
      byHand: hand,
    });
    const past = history.rows
      .filter((row) => row.target === target && row.key === key)
      .map((row) => event(row.direction, row.at.getTime(), row.by_hand));
    const { isBlocked, flips } = flipGuard(past, event(move.direction, engine.now(), byHand));
    if (!isBlocked) continue;
    const { person, community } = move;
    blocks.push({
      rule: 'flip',
      community,
      reason: { code: 'guard.flip', params: { person, community, count: flips } },
      people: [person],
      holds: (other) => other.id === id,
    });
  }
  return blocks;
}

async function technicienBlocks(
  tx: Tx,
  written: readonly WrittenOperation[],
  techniciens: Techniciens,
): Promise<Block[]> {
  const leaving = new Map<CommunityId, Set<string>>();
  for (const { id, operation } of written) {
    const { change } = operation;
    if (change.kind !== 'membership' || change.verb !== 'change') continue;
    if (!change.remove.includes(`${change.community}/role:technicien` as (typeof change.remove)[number])) continue;
    leaving.set(change.community, (leaving.get(change.community) ?? new Set()).add(id));
  }
  const blocks: Block[] = [];
  for (const [community, ids] of leaving) {
    const { rows } = await tx.client.query<{ before: PersonId[]; archived: boolean; acknowledged: boolean | null }>(
      `select array(select distinct person::text from made_membership where community = $1 and group_key = $1 || '/role:technicien') as before,
              exists (select from community where id = $1 and recorded_until = 'infinity' and stage = 'archived') as archived,
              (select (a.params->>'acknowledgedLastTechnicien')::boolean
                 from change c join act a on a.id = c.act where c.community = $1 order by c.seq desc limit 1) as acknowledged`,
      [community],
    );
    const row = rows[0];
    if (row === undefined) continue;
    const block = techniciensGuard({
      community,
      before: row.before,
      after: techniciens.get(community) ?? [],
      isArchived: row.archived,
      isAcknowledged: row.acknowledged === true,
    });
    if (block !== null) {
      blocks.push({
        rule: block.rule,
        community,
        reason: block.reason,
        people: block.people,
        holds: ({ id }) => ids.has(id),
      });
    }
  }
  return blocks;
}

/**
 * Judges a plan as a whole, over all its targets. A block holds the takings that it concerns until a named person has decided; the rest goes on.
 * Answers how many operations are held, those that wait for a person's confirmation included.
 */
export async function judgePlan(
  engine: Engine,
  tx: Tx,
  {
    plan,
    written,
    techniciens,
  }: { readonly plan: string; readonly written: readonly WrittenOperation[]; readonly techniciens: Techniciens },
): Promise<number> {
  const { client } = tx;
  const blocks = [
    ...(await volumeBlocks(engine, tx, written)),
    ...(await flipBlocks(engine, tx, written)),
    ...(await technicienBlocks(tx, written, techniciens)),
  ];
  const held = new Set(written.filter(({ operation }) => operation.hold !== null).map(({ id }) => id));
  for (const block of blocks) {
    const ids = written.filter(block.holds).map(({ id }) => id);
    if (ids.length === 0) continue;
    const id = engine.uuid();
    for (const operation of ids) held.add(operation);
    await client.query(`insert into block (id, plan, rule, community, detail) values ($1, $2, $3, $4, $5)`, [
      id,
      plan,
      block.rule,
      block.community,
      JSON.stringify({ reason: block.reason, people: block.people, operations: ids.length }),
    ]);
    await client.query(`insert into operation_block (operation, block) select unnest($1::uuid[]), $2`, [ids, id]);
    await client.query(`update operation set hold = 'guard', block = $2 where id = any($1::uuid[]) and hold is null`, [
      ids,
      id,
    ]);
    await client.query(`insert into audit (actor, action, community, data) values ('engine', 'plan.blocked', $1, $2)`, [
      block.community,
      JSON.stringify({ plan, block: id, rule: block.rule, reason: block.reason }),
    ]);
  }
  return held.size;
}
