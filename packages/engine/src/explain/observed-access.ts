import {
  highestLevel,
  partOfKey,
  toolOfKey,
  type GroupKey,
  type Level,
  type SpaceKey,
  type TargetId,
  type Tool,
} from '@passerelle/model';
import type { Pool } from 'pg';

/** What a target was last seen to say about one person in one community. */
export interface ObservedAccess {
  readonly account: {
    readonly native: string | null;
    readonly login: string | null;
    /** `unread`: the accounts there were never read completely. */
    readonly state: 'enabled' | 'disabled' | 'absent' | 'unlinked' | 'unread';
  };
  /** Groups of this community, with whether the person is in them there. */
  readonly groups: readonly {
    readonly group: GroupKey;
    readonly native: string | null;
    readonly label: string;
    readonly state: 'in' | 'out' | 'no-such-group' | 'unread';
    readonly made: boolean;
  }[];
  /** Per space: the level that each group has in it. */
  readonly grants: readonly {
    readonly space: SpaceKey;
    readonly group: GroupKey;
    readonly level: Level | 'other';
    readonly detail: string;
  }[];
  readonly readAt: Date | null;
  /** Operations about this person here that are still to be done, or failed last. */
  readonly pending: readonly {
    readonly id: string;
    readonly plan: string;
    /** Of its plan: `ready` waits for somebody's yes. */
    readonly planState: string;
    readonly state: string;
    readonly hold: string | null;
    readonly kind: string;
    readonly verb: string;
    readonly error: { readonly code: string } | null;
  }[];
}

export async function observedAccess(
  pool: Pool,
  target: TargetId,
  person: string,
  community: string,
): Promise<ObservedAccess> {
  const account = await pool.query<{ native: string; login: string | null; enabled: boolean | null; read: boolean }>(
    `select l.native, o.data->>'login' as login, (o.data->>'enabled')::boolean as enabled,
            exists (select from observed_container c where c.target = l.target and c.container = 'accounts' and c.state = 'complete') as read
       from link l left join observed o on o.target = l.target and o.kind = 'account' and o.a = l.native and not o.data ? 'gone'
      where l.target = $1 and l.person = $2 and l.state = 'live'`,
    [target, person],
  );
  const row = account.rows[0];
  const native = row?.native ?? null;
  const groups = await pool.query<{
    group: GroupKey;
    native: string | null;
    label: string;
    present: boolean;
    inside: boolean;
    read: boolean;
    made: boolean;
  }>(
    `select n.key as "group", n.native, n.label,
            exists (select from observed g where g.target = n.target and g.kind = 'group' and g.a = n.native and not g.data ? 'gone') as present,
            exists (select from observed m where m.target = n.target and m.kind = 'membership' and m.a = n.native and m.b = $3 and not m.data ? 'gone') as inside,
            exists (select from observed_container c where c.target = n.target and c.container = 'members:' || n.native and c.state = 'complete') as read,
            exists (select from made_membership d where d.target = n.target and d.community = n.community and d.person = $4 and d.group_key = n.key) as made
       from native_object n where n.target = $1 and n.community = $2 and n.kind = 'group' and n.state <> 'retired' order by n.key`,
    [target, community, native, person],
  );
  const grants = await pool.query<{ space: SpaceKey; group: GroupKey; level: Level | 'other'; detail: string }>(
    `select s.key as space, g.key as "group", o.data->>'level' as level, coalesce(o.data->>'detail', '') as detail
       from observed o
       join native_object s on s.target = o.target and s.kind = 'space' and s.native = o.a and s.state = 'live'
       join native_object g on g.target = o.target and g.kind = 'group' and g.native = o.b and g.state = 'live'
      where o.target = $1 and o.kind = 'grant' and s.community = $2 and not o.data ? 'gone' order by 1, 2`,
    [target, community],
  );
  const read = await pool.query<{ at: Date | null }>(
    `select max(ended_at) as at from observation where target = $1 and state in ('complete', 'partial')`,
    [target],
  );
  const pending = await pool.query<ObservedAccess['pending'][number]>(
    `select id, plan, plan_state as "planState", state, hold, kind, verb, error from (
       select distinct on (o.kind, o.key) o.*, p.state as plan_state from operation o join plan p on p.id = o.plan
        where o.target = $1 and (o.person = $2 and (o.community = $3 or o.community is null) or o.person is null and o.community = $3)
        order by o.kind, o.key, p.number desc) latest
      where state in ('planned', 'running', 'failed')`,
    [target, person, community],
  );
  const accountState =
    row === undefined
      ? 'unlinked'
      : row.enabled === null
        ? row.read
          ? 'absent'
          : 'unread'
        : row.enabled
          ? 'enabled'
          : 'disabled';
  return {
    account: { native, login: row?.login ?? null, state: accountState },
    groups: groups.rows.map(({ group, native: id, label, present, inside, read: isRead, made }) => ({
      group,
      native: id,
      label,
      state: inside ? 'in' : id === null || (!present && isRead) ? 'no-such-group' : isRead ? 'out' : 'unread',
      made,
    })),
    grants: grants.rows,
    readAt: read.rows[0]?.at ?? null,
    pending: pending.rows,
  };
}

/** What the person can do there, as observed. Null: it cannot be said. */
export function observedLevel(tool: Tool, { account, groups, grants }: ObservedAccess): Level | 'other' | null {
  if (account.state === 'unread' || groups.some(({ state }) => state === 'unread')) return null;
  if (account.state !== 'enabled') return 'none';
  const inside = new Set(groups.filter(({ state }) => state === 'in').map(({ group }) => group));
  // What is given in a part of the tool is no more than in the tool itself.
  const isMine = (space: SpaceKey): boolean => toolOfKey(space) === tool && partOfKey(space) === 'main';
  const mine = grants.filter(({ space, group }) => isMine(space) && inside.has(group));
  const levels = mine.map(({ level }) => level);
  if (levels.includes('other')) return 'other';
  return highestLevel(
    tool,
    levels.filter((level) => level !== 'other'),
  );
}
