import { sql } from 'kysely';
import type { ActTx } from '../acts/act.ts';

/** The versioned tables of claims and what their versions say. */
const columns = {
  membership: ['id', 'person', 'community', 'participation', 'origin', 'from_date', 'until_date'],
  assignment: ['id', 'person', 'community', 'role', 'deputy_for', 'origin', 'from_date', 'until_date'],
  rotation_turn: ['id', 'community', 'role', 'meeting', 'person'],
} as const;
export type ClaimTable = keyof typeof columns;
type Values = Readonly<Record<string, string | null>>;

/** The first version of a claim. */
export async function openClaim(tx: ActTx, table: ClaimTable, values: Values): Promise<void> {
  const names = columns[table];
  await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}, act)
    values (${sql.join(names.map((name) => values[name] ?? null))}, ${tx.act})`.execute(tx.db);
}

/**
 * Closes the current version and opens one that differs in `change`, at the same instant. Nothing is written over: the closed version goes on
 * saying what was known until then. `ended`: this act gives the claim its end; otherwise who did is carried on, and forgotten with the end itself.
 */
export async function changeClaim(
  tx: ActTx,
  table: ClaimTable,
  id: string,
  change: Values,
  ended: boolean,
): Promise<void> {
  const names = columns[table];
  const types: Readonly<Record<string, string>> = {
    from_date: 'date',
    until_date: 'date',
    meeting: 'date',
    person: 'uuid',
    deputy_for: 'uuid',
  };
  const value = (name: string) =>
    name in change ? sql`${change[name] ?? null}::${sql.raw(types[name] ?? 'text')}` : sql.ref(`closed.${name}`);
  const endedAct = ended
    ? sql`${tx.act}::uuid`
    : change['until_date'] === null
      ? sql`null::uuid`
      : sql`closed.ended_act`;
  await sql`with closed as (
      update ${sql.table(table)} set recorded_until = clock_timestamp() where id = ${id} and recorded_until = 'infinity' returning *)
    insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}, recorded_from, act, ended_act)
    select ${sql.join(names.map(value))}, closed.recorded_until, ${tx.act}::uuid, ${endedAct} from closed`.execute(
    tx.db,
  );
}

/** Closes the current version with none to follow: what it claimed has never come true, or is no longer claimed at all. */
export async function closeClaim(tx: ActTx, table: ClaimTable, id: string): Promise<void> {
  await sql`update ${sql.table(table)} set recorded_until = clock_timestamp(), ended_act = ${tx.act}
    where id = ${id} and recorded_until = 'infinity'`.execute(tx.db);
}
