import type { AccountCreate, MembershipChange, NativeId, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import { recordChange } from '../apply/record-change.ts';
import { finishPlans } from '../planning/finish-plans.ts';
import type { Engine } from '../setup.ts';
import type { CarriedChange } from './carried-operations.ts';
import type { LoginSent } from './login-answer.ts';
import { targetOf, type LoginQuestion } from './login-groups.ts';
import { lookAgain } from './look-again.ts';
import { writtenSince } from './written-since.ts';

export interface LoginDone extends LoginQuestion {
  readonly sent: LoginSent;
  /** What the platform calls the account that logged in; null when it did not tell. */
  readonly account: NativeId | null;
  /** Names of the groups that the platform says the account is in now. Absent: it did not tell, and is taken to have done what it was sent. */
  readonly groups?: readonly string[];
}

export interface LoginRecorded {
  /** Operations that this login has done. */
  readonly applied: readonly string[];
  /** Operations left as they are: a worker is at them, the platform did not do them, or only a part could be carried. */
  readonly left: readonly string[];
  /** What a login brought that was no longer wanted when it arrived: the next plan looks at it. */
  readonly late: readonly string[];
  /** Why nothing could be recorded. The queue does the rest. */
  readonly because: 'account-unknown' | 'account-of-another' | null;
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly held: boolean;
  readonly overtaken: boolean;
  readonly change: MembershipChange | AccountCreate;
}

/**
 * Records what a login has done, as the queue would have: the operations become applied, with one audit record each, and what they change becomes part of
 * what we know; all in one transaction. To be called when the platform has said that the login took place, never because an answer was sent: a browser
 * need not follow. Not calling it loses nothing, the queue then finds the changes done. Told twice, the second time changes nothing.
 *
 * An operation that a worker has begun, or is about to begin at this moment, is left to it: doing it again is harmless, recording it twice is not.
 */
export async function loginDone(engine: Engine, done: LoginDone): Promise<LoginRecorded> {
  const { id: target } = targetOf(engine, done.target);
  const recorded = await engine.store.transaction(async (tx): Promise<LoginRecorded> => {
    const { client } = tx;
    const result = { applied: new Array<string>(), left: new Array<string>(), late: new Array<string>() };
    const linked = await accountLinked(client, done);
    if (linked === 'another') return { ...result, because: 'account-of-another' };
    const rows = await lockOperations(client, done);
    const record = (row: Row, change: MembershipChange | AccountCreate): Promise<void> =>
      recordChange(client, { target, operation: row.id, change, native: done.account, anchor: done.person });
    if (linked === 'none') {
      const making = done.sent.account === null ? undefined : rows.get(done.sent.account);
      if (done.account === null || making === undefined || !(await settle(client, done, making)))
        return { ...result, because: 'account-unknown' };
      await record(making, making.change);
      result.applied.push(making.id);
    }
    for (const carriedChange of done.sent.changes) {
      const { operation } = carriedChange;
      const row = rows.get(operation);
      if (row?.change.kind !== 'membership' || row.state === 'running' || !saysSo(carriedChange, done.groups)) {
        result.left.push(operation);
        continue;
      }
      const part: MembershipChange = {
        ...row.change,
        add: carriedChange.add.map(({ group }) => group),
        remove: carriedChange.remove.map(({ group }) => group),
      };
      const isOpen = row.state === 'planned';
      if (!isOpen && (await isKnown(client, done, part))) continue;
      await record(row, part);
      if (isOpen && carriedChange.whole && (await settle(client, done, row))) result.applied.push(operation);
      else if (isOpen) result.left.push(operation);
      if (!isOpen || row.overtaken || row.held) {
        result.late.push(operation);
        await lookAgain(client, done.person, row.change.community);
      }
    }
    if (result.late.length > 0) await engine.store.wake(tx);
    return { ...result, because: null };
  });
  if (recorded.applied.length > 0) await finishPlans(engine);
  return recorded;
}

/** Whether the account that logged in is the one that is linked to this person. What was once somebody else's stays so. */
async function accountLinked(
  client: PoolClient,
  { target, person, account }: LoginDone,
): Promise<'this' | 'another' | 'none'> {
  const { rows } = await client.query<{ person: PersonId; native: string; live: boolean }>(
    `select person, native, state = 'live' as live from link where target = $1 and (person = $2 and state = 'live' or native = $3)`,
    [target, person, account],
  );
  if (rows.some((row) => row.person !== person || (account !== null && row.native !== account))) return 'another';
  return rows.some(({ live }) => live) ? 'this' : 'none';
}

/** Rows that a worker is writing to at this moment are passed over, so that neither waits for the other. */
async function lockOperations(client: PoolClient, { target, person, sent }: LoginDone): Promise<Map<string, Row>> {
  const ids = [...sent.changes.map(({ operation }) => operation), ...(sent.account === null ? [] : [sent.account])];
  const { rows } = await client.query<Row>(
    `select o.id, o.state, o.hold is not null as held, o.change, ${writtenSince} as overtaken
       from operation o join plan p on p.id = o.plan
      where o.id = any($1::uuid[]) and o.target = $2 and o.person = $3
      order by o.id for update of o skip locked`,
    [ids, target, person],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** False: it is not open any more. */
async function settle(client: PoolClient, { target, person }: LoginDone, row: Row): Promise<boolean> {
  const { rowCount } = await client.query(
    `update operation set state = 'applied', ended_at = clock_timestamp(), recovered = false, error = null, hold = null where id = $1 and state = 'planned'`,
    [row.id],
  );
  if (rowCount !== 1) return false;
  await client.query(
    `insert into audit (act, actor, action, person, community, target, operation, data)
     select p.act, 'login', 'operation.applied', $2, o.community, $3, o.id, $4 from operation o join plan p on p.id = o.plan where o.id = $1
     on conflict do nothing`,
    [row.id, person, target, JSON.stringify({ kind: row.change.kind, verb: row.change.verb, by: 'login' })],
  );
  return true;
}

function saysSo({ add, remove }: CarriedChange, groups: readonly string[] | undefined): boolean {
  if (groups === undefined) return true;
  const there = new Set(groups.map((name) => name.toLowerCase()));
  return (
    add.every(({ name }) => there.has(name.toLowerCase())) && !remove.some(({ name }) => there.has(name.toLowerCase()))
  );
}

/** Whether what a login brought is what we know already. */
async function isKnown(
  client: PoolClient,
  { target, person }: LoginDone,
  { community, add, remove }: MembershipChange,
): Promise<boolean> {
  const { rows } = await client.query<{ group_key: string }>(
    `select group_key from made_membership where target = $1 and community = $2 and person = $3`,
    [target, community, person],
  );
  const made = new Set(rows.map((row) => row.group_key));
  return add.every((group) => made.has(group)) && !remove.some((group) => made.has(group));
}
