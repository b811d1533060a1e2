import type { AccountCreate, CommunityId, GroupKey, MembershipChange, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import { writtenSince } from './written-since.ts';

/** A group by our key, and by the name that the platform knows it by. */
export interface NamedGroup {
  readonly group: GroupKey;
  readonly name: string;
}
/** What a login carries of one operation. */
export interface CarriedChange {
  readonly operation: string;
  readonly community: CommunityId;
  readonly add: readonly NamedGroup[];
  readonly remove: readonly NamedGroup[];
  /** Nothing of the operation is left to do once the login has taken place. */
  readonly whole: boolean;
}

type Row = { readonly id: string } & { readonly change: MembershipChange | AccountCreate };

/** What waits for one person on one target and may be sent: planned or under way, held by nobody, not overtaken. In the order of the queue. */
export async function sendableOperations(
  client: PoolClient,
  target: string,
  person: PersonId,
): Promise<{
  readonly memberships: readonly { readonly id: string; readonly change: MembershipChange }[];
  readonly account: string | null;
}> {
  const { rows } = await client.query<Row>(
    `select o.id, o.change from operation o join plan p on p.id = o.plan
      where o.target = $1 and o.person = $2 and o.state in ('planned', 'running') and o.hold is null and p.state = 'applying'
        and (o.kind = 'membership' and o.verb = 'change' or o.kind = 'account' and o.verb = 'create')
        and not ${writtenSince}
      order by p.number, o.position`,
    [target, person],
  );
  return {
    memberships: rows.flatMap(({ id, change }) => (change.kind === 'membership' ? [{ id, change }] : [])),
    account: rows.find(({ change }) => change.kind === 'account')?.id ?? null,
  };
}

/**
 * Names of those groups that exist there. Of a group that was adopted only the platform's id is known: it is left to the queue, as is one whose name
 * would not come through as one name in a list.
 */
export async function namesOfGroups(
  client: PoolClient,
  target: string,
  groups: readonly GroupKey[],
): Promise<ReadonlyMap<GroupKey, string>> {
  const { rows } = await client.query<{ key: GroupKey; name: string }>(
    `select key, name from native_object
      where target = $1 and kind = 'group' and state = 'live' and native is not null and ownership = 'made' and key = any($2)`,
    [target, groups],
  );
  return new Map(rows.filter(({ name }) => /^[^,\s]+$/.test(name)).map(({ key, name }) => [key, name]));
}

const named = (groups: readonly GroupKey[], names: ReadonlyMap<GroupKey, string>): readonly NamedGroup[] =>
  groups.flatMap((group) => {
    const name = names.get(group);
    return name === undefined ? [] : [{ group, name }];
  });

/**
 * What of one operation can be carried. Whoever moves up leaves the old level only together with the new one, and joins only where they stand at this very
 * instant: a first or last day that has passed since is for the next plan.
 */
export function carried(
  id: string,
  change: MembershipChange,
  { names, stands }: { readonly names: ReadonlyMap<GroupKey, string>; readonly stands: ReadonlySet<GroupKey> },
): CarriedChange | null {
  if (change.add.some((group) => !stands.has(group))) return null;
  const add = named(change.add, names);
  const allThere = add.length === change.add.length;
  const remove = change.direction === 'raise' && !allThere ? [] : named(change.remove, names);
  if (add.length + remove.length === 0) return null;
  const whole = allThere && remove.length === change.remove.length;
  return { operation: id, community: change.community, add, remove, whole };
}

/** Two operations that say the opposite about one group are both left to the queue, which knows their order. */
export function withoutContradictions(changes: readonly CarriedChange[]): readonly CarriedChange[] {
  const added = new Set(changes.flatMap(({ add }) => add.map(({ group }) => group)));
  const removed = new Set(changes.flatMap(({ remove }) => remove.map(({ group }) => group)));
  return changes.filter(
    ({ add, remove }) => !add.some(({ group }) => removed.has(group)) && !remove.some(({ group }) => added.has(group)),
  );
}
