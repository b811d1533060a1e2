import type { PersonId, TargetId } from '@passerelle/model';
import { findPerson, type Tx } from '@passerelle/store';
import { standingOfTarget } from '../apply/quarantine.ts';
import type { Engine, EngineTarget } from '../setup.ts';
import {
  carried,
  namesOfGroups,
  sendableOperations,
  withoutContradictions,
  type CarriedChange,
} from './carried-operations.ts';
import type { NothingCarried } from './login-reason.ts';
import { groupsOf, stationsNow } from './stations-now.ts';

/** What a login may change there: never more than what is planned and held by nobody. */
export interface LoginGroups {
  /** Native names, in the order of the operations; never a name twice. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly changes: readonly CarriedChange[];
  /** The operation that makes this person's account there, if one waits: the login makes it first. */
  readonly account: string | null;
  /** Why nothing is carried; null when something is. */
  readonly because: NothingCarried | null;
}

export interface LoginQuestion {
  readonly target: TargetId;
  readonly person: PersonId;
}

const nothing = (because: NothingCarried): LoginGroups => ({
  add: [],
  remove: [],
  changes: [],
  account: null,
  because,
});

/** @throws Error when no such target is configured */
export function targetOf(engine: Engine, id: TargetId): EngineTarget {
  const target = engine.targets.get(id);
  if (target === undefined) throw new Error(`no target ${id} is configured`);
  return target;
}

/**
 * Why the target must be left alone. A quarantine that ends by itself is no reason: a platform to which people log in is there, whatever its interface
 * for programs answered. So it is asked what may be done at the end of that quarantine.
 */
async function closedBecause(engine: Engine, target: EngineTarget): Promise<NothingCarried | null> {
  const standing = await standingOfTarget(engine, target);
  if (standing.may === 'write') return null;
  if (standing.why !== 'quarantined') return standing.why;
  const { until } = standing;
  if (until === null) return 'quarantined';
  const later = await standingOfTarget({ ...engine, now: () => until }, target);
  return later.may === 'write' ? null : later.why;
}

/**
 * What the answer to a login may send about this person's groups on this platform: exactly what operations add and remove that are planned or under way,
 * held by no guard and no question, of a plan that applies, and not overtaken by a later change; in groups that exist there already.
 */
export async function loginGroups(engine: Engine, question: LoginQuestion): Promise<LoginGroups> {
  const target = targetOf(engine, question.target);
  const closed = await closedBecause(engine, target);
  if (closed !== null) return nothing(closed);
  return engine.store.transaction((tx) => groupsIn(tx, engine, target, question.person), {
    isolation: 'repeatable read',
  });
}

async function groupsIn(tx: Tx, engine: Engine, target: EngineTarget, id: PersonId): Promise<LoginGroups> {
  const { client } = tx;
  const person = await findPerson(tx, id);
  if (person === null) return nothing('unknown-person');
  if (person.state !== 'active') return nothing(person.state);
  const account = await accountThere(tx, target.id, id);
  if (account.protected) return nothing('protected');
  const waiting = await sendableOperations(client, target.id, id);
  if (waiting.memberships.length === 0 && waiting.account === null) return nothing('nothing-planned');
  const communities = [...new Set(waiting.memberships.map(({ change }) => change.community))];
  const stands = groupsOf(await stationsNow(tx, person, communities, engine.now()));
  const wanted = waiting.memberships.flatMap(({ change }) => [...change.add, ...change.remove]);
  const names = await namesOfGroups(client, target.id, wanted);
  const changes = withoutContradictions(
    waiting.memberships.flatMap(({ id: operation, change }) => carried(operation, change, { names, stands }) ?? []),
  );
  const all = (side: 'add' | 'remove'): readonly string[] => [
    ...new Set(changes.flatMap((change) => change[side].map(({ name }) => name))),
  ];
  // Before the first mark was left there, what marks an account as ours does not exist either: the queue makes the account whole.
  const mayMake = target.target.mark === undefined || account.marked;
  const carriedAccount = mayMake ? waiting.account : null;
  const because = changes.length === 0 && carriedAccount === null ? 'not-yet' : null;
  return { add: all('add'), remove: all('remove'), changes, account: carriedAccount, because };
}

/** What is known of this person's account there. */
export interface AccountThere {
  readonly native: string | null;
  readonly protected: boolean;
  readonly disabledByUs: boolean;
  /** Whether the store's mark was ever left on the target. */
  readonly marked: boolean;
}

export async function accountThere({ client }: Tx, target: TargetId, person: PersonId): Promise<AccountThere> {
  const { rows } = await client.query<{
    native: string | null;
    protected: boolean | null;
    disabled: boolean | null;
    marked: boolean;
  }>(
    `select l.native, o.data->>'protected' is not null as protected, l.disabled_by_us as disabled, t.marked_epoch > 0 as marked
       from target t
       left join link l on l.target = t.id and l.person = $2 and l.state = 'live'
       left join observed o on o.target = l.target and o.kind = 'account' and o.a = l.native
      where t.id = $1`,
    [target, person],
  );
  const row = rows[0];
  return {
    native: row?.native ?? null,
    protected: row?.protected === true,
    disabledByUs: row?.disabled === true,
    marked: row?.marked === true,
  };
}
