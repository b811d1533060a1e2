import type { Batch } from '@passerelle/connector-kit';
import type { Change } from '@passerelle/model';
import type { Pool } from 'pg';
import type { ReadyOperation } from './ready.ts';

interface Names {
  readonly accounts: Set<string>;
  readonly groups: Set<string>;
  readonly spaces: Set<string>;
}

/** What a change names by our keys. `needed`: must exist before the change can be sent. */
function namesOf(change: Change, needed: Names, useful: Names): void {
  switch (change.kind) {
    case 'account':
      if (change.verb === 'update' || change.verb === 'enable' || change.verb === 'disable')
        needed.accounts.add(change.person);
      return;
    case 'group':
      if (change.verb === 'update') needed.groups.add(change.group);
      return;
    case 'membership':
      if (change.verb === 'put-back') needed.groups.add(change.group);
      else {
        needed.accounts.add(change.person);
        for (const group of change.add) needed.groups.add(group);
        // A group that does not exist has nobody to take out.
        for (const group of change.remove) useful.groups.add(group);
      }
      return;
    case 'space':
      if (change.verb === 'create') {
        for (const grant of change.grants) needed.groups.add(grant.group);
        if (change.parent !== undefined) needed.spaces.add(change.parent);
      } else if (change.verb === 'update') {
        needed.spaces.add(change.space);
        if (change.parent !== undefined) useful.spaces.add(change.parent);
      }
      return;
    case 'grant':
      needed.spaces.add(change.space);
      if (change.verb === 'change-for') needed.accounts.add(change.person);
      if (change.verb !== 'change') return;
      if (change.parent !== undefined) useful.spaces.add(change.parent);
      for (const grant of change.grants) (grant.level === 'none' ? useful : needed).groups.add(grant.group);
      return;
    case 'entry':
      needed.spaces.add(change.space);
      return;
  }
}

const names = (): Names => ({ accounts: new Set(), groups: new Set(), spaces: new Set() });

export interface Resolution {
  readonly natives: Batch['natives'];
  /** Keys of things that must exist first and do not. */
  readonly missing: readonly string[];
}

/** Native ids of everything that a batch names. An account that the batch itself creates is not missing. */
export async function resolveNatives(
  pool: Pool,
  target: string,
  operations: readonly ReadyOperation[],
): Promise<Resolution> {
  const needed = names();
  const useful = names();
  const created = new Set<string>();
  for (const { change } of operations) {
    if (change.kind === 'account' && (change.verb === 'create' || change.verb === 'adopt')) created.add(change.person);
    namesOf(change, needed, useful);
  }
  const accounts: Record<string, string> = {};
  const groups: Record<string, string> = {};
  const spaces: Record<string, string> = {};
  const objects = [...needed.groups, ...useful.groups, ...needed.spaces, ...useful.spaces];
  if (needed.accounts.size > 0 || objects.length > 0) {
    const { rows } = await pool.query<{ kind: 'account' | 'group' | 'space'; key: string; native: string }>(
      `select 'account' as kind, person::text as key, native from link where target = $1 and state = 'live' and person = any($2::uuid[])
       union all
       select kind, key, native from native_object where target = $1 and state = 'live' and native is not null and key = any($3)`,
      [target, [...needed.accounts], objects],
    );
    for (const { kind, key, native } of rows) {
      if (kind === 'group') groups[key] = native;
      else if (kind === 'space') spaces[key] = native;
      // Of an account that is made again the old id is gone: what the create tells is what counts.
      else if (!created.has(key)) accounts[key] = native;
    }
  }
  const missing = [
    ...[...needed.accounts].filter((person) => accounts[person] === undefined && !created.has(person)),
    ...[...needed.groups].filter((group) => groups[group] === undefined),
    ...[...needed.spaces].filter((space) => spaces[space] === undefined),
  ];
  return { natives: { accounts, groups, spaces }, missing };
}

/** Whether a change can be sent although these things are missing. */
export function canDoWithout(change: Change, missing: ReadonlySet<string>): boolean {
  const needed = names();
  namesOf(change, needed, names());
  return [...needed.accounts, ...needed.groups, ...needed.spaces].every((key) => !missing.has(key));
}
