import { toolOfKey, type Change, type GroupKey, type NativeId, type PersonId } from '@passerelle/model';
import { orderOperations } from '../order.ts';
import type { OwnershipRecord, PlanFinding, PlannedOperation } from '../output.ts';
import { planTarget } from '../plan-target.ts';
import { desiredNow, inputOf, observe, type NotRead } from './reading.ts';
import type { PlanInput } from '../input.ts';
import type { PlatformEntry, World } from './world.ts';

export interface Plan {
  readonly operations: readonly PlannedOperation[];
  readonly findings: readonly PlanFinding[];
  readonly recognised: readonly OwnershipRecord[];
  readonly forgotten: readonly OwnershipRecord[];
}

export async function planOf(input: PlanInput): Promise<Plan> {
  const operations: PlannedOperation[] = [];
  const findings: PlanFinding[] = [];
  const recognised: OwnershipRecord[] = [];
  const forgotten: OwnershipRecord[] = [];
  for await (const item of planTarget(input)) {
    if (item.item === 'operation') operations.push(item.operation);
    else if (item.item === 'finding') findings.push(item.finding);
    else (item.item === 'recognised' ? recognised : forgotten).push(item.record);
  }
  return { operations: orderOperations(operations), findings, recognised, forgotten };
}

export const planNow = (world: World, over: Partial<PlanInput> = {}, notRead: NotRead = {}): Promise<Plan> =>
  planOf(inputOf(world, observe(world, notRead), desiredNow(world), over));

/** Thrown by the platform model: an operation that it would refuse (no such group, no such account). */
export class Refused extends Error {}

function native<T>(of: ReadonlyMap<T, { readonly native: NativeId | null }>, key: T): NativeId {
  const found = of.get(key)?.native;
  if (found === undefined || found === null) throw new Refused(String(key));
  return found;
}

/** Does on the platform what the change says, in the order in which a connector would, and records what is ours. `after` sees every single step. */
export function applyChange(world: World, change: Change, after: () => void = () => undefined): void {
  const { platform, store } = world;
  const fresh = (prefix: string): NativeId => `${prefix}${platform.next++}`;
  const groupOf = (key: GroupKey) => {
    const group = platform.groups.get(native(store.groups, key));
    if (group === undefined) throw new Refused(key);
    return group;
  };
  const accountOf = (person: PersonId) => {
    const account = platform.accounts.get(native(store.links, person));
    if (account === undefined) throw new Refused(person);
    if (account.protected !== null) throw new Error(`touched a protected account: ${person}`);
    return account;
  };
  switch (change.kind) {
    case 'account': {
      const { person } = change;
      if (change.verb === 'create') {
        const id = fresh('u');
        const { profile } = change;
        const account = { anchor: person, login: id, enabled: true, profile, protected: null, federated: false };
        platform.accounts.set(id, account);
        store.links.set(person, { native: id, ownership: 'made', disabledByUs: false });
      } else if (change.verb === 'adopt') {
        store.links.set(person, { native: change.native, ownership: 'adopted', disabledByUs: false });
      } else if (change.verb === 'update') accountOf(person).profile = change.profile;
      else {
        accountOf(person).enabled = change.verb === 'enable';
        const link = store.links.get(person);
        if (link) link.disabledByUs = change.verb === 'disable';
      }
      return;
    }
    case 'group':
      if (change.verb === 'create') {
        if ([...platform.groups.values()].some(({ name }) => name === change.name)) throw new Refused(change.name);
        const id = fresh('g');
        platform.groups.set(id, { name: change.name, label: change.label, members: new Set() });
        store.groups.set(change.group, { name: change.name, native: id });
        store.usedNames.add(change.name);
        for (const record of [...store.madeMemberships.keys()])
          if (record.endsWith(` ${change.group}`)) store.madeMemberships.delete(record);
        for (const record of [...store.madeGrants.keys()])
          if (record.endsWith(` ${change.group}`)) store.madeGrants.delete(record);
      } else if (change.verb === 'adopt') {
        store.groups.set(change.group, { name: platform.groups.get(change.native)?.name ?? '', native: change.native });
      } else groupOf(change.group).label = change.label;
      return;
    case 'membership': {
      if (change.verb === 'put-back') {
        groupOf(change.group).members.delete(change.account);
        return;
      }
      accountOf(change.person);
      const account = native(store.links, change.person);
      const add = (): void => {
        for (const key of change.add) {
          groupOf(key).members.add(account);
          store.madeMemberships.set(`${change.person} ${key}`, { person: change.person, group: key });
          after();
        }
      };
      const remove = (): void => {
        for (const key of change.remove) {
          groupOf(key).members.delete(account);
          store.madeMemberships.delete(`${change.person} ${key}`);
          after();
        }
      };
      for (const step of change.direction === 'raise' ? [add, remove] : [remove, add]) step();
      return;
    }
    case 'space':
      if (change.verb === 'create') {
        const grants = new Map(change.grants.map(({ group, level }) => [native(store.groups, group), level]));
        const id = fresh('s');
        const tool = toolOfKey(change.space);
        const parent = change.parent === undefined ? null : native(store.spaces, change.parent);
        platform.spaces.set(id, { tool, name: change.name, label: change.label, parent, grants });
        store.spaces.set(change.space, { name: change.name, native: id });
        store.usedNames.add(change.name);
        for (const records of [store.madeGrants, store.madePersonGrants, store.madeEntries])
          for (const record of [...records.keys()]) if (record.startsWith(`${change.space} `)) records.delete(record);
        for (const { group, level } of change.grants) store.madeGrants.set(`${change.space} ${group}`, level);
      } else if (change.verb === 'adopt') {
        store.spaces.set(change.space, { name: platform.spaces.get(change.native)?.name ?? '', native: change.native });
      } else {
        const space = platform.spaces.get(native(store.spaces, change.space));
        if (space) space.label = change.label;
      }
      return;
    case 'grant': {
      const space = platform.spaces.get(native(store.spaces, change.space));
      if (space === undefined) throw new Refused(change.space);
      if (change.verb === 'put-back') {
        space.grants.delete(change.account);
        return;
      }
      if (change.verb === 'change-for') {
        accountOf(change.person);
        const account = native(store.links, change.person);
        const record = `${change.space} ${change.person}`;
        if (change.level === 'none') {
          space.grants.delete(account);
          store.madePersonGrants.delete(record);
        } else {
          space.grants.set(account, change.level);
          store.madePersonGrants.set(record, change.level);
        }
        return;
      }
      for (const { group, level } of change.grants) {
        if (level === 'none') {
          space.grants.delete(native(store.groups, group));
          store.madeGrants.delete(`${change.space} ${group}`);
        } else {
          space.grants.set(native(store.groups, group), level);
          store.madeGrants.set(`${change.space} ${group}`, level);
        }
      }
      return;
    }
    case 'entry':
      applyEntry(world, change);
      return;
  }
}

/** As a calendar or an address book does: nothing that somebody has changed is written over unless the change says so. */
function applyEntry({ platform, store }: World, change: Change & { kind: 'entry' }): void {
  const space = native(store.spaces, change.space);
  const objects = platform.entries.get(space) ?? new Map<NativeId, PlatformEntry>();
  platform.entries.set(space, objects);
  const name = change.verb === 'remove' ? change.native : `passerelle-${change.entry}`;
  const present = objects.get(name);
  if (present !== undefined && !present.intact && change.evenIfChanged !== true) throw new Refused(change.entry);
  const record = `${change.space} ${change.entry}`;
  if (change.verb === 'remove') {
    objects.delete(name);
    store.madeEntries.delete(record);
  } else {
    objects.set(name, { entry: change.entry, digest: change.digest, intact: true });
    store.madeEntries.set(record, change.digest);
  }
}

/** Applies a whole plan as the engine does: records first, then operation by operation; one that fails holds nobody up. Says what was refused. */
export function applyPlan(
  world: World,
  plan: Plan,
  does: (operation: PlannedOperation) => boolean = () => true,
): readonly PlannedOperation[] {
  for (const record of plan.recognised) {
    if (record.kind === 'membership') world.store.madeMemberships.set(`${record.person} ${record.group}`, record);
    else if (record.kind === 'grant-for')
      world.store.madePersonGrants.set(`${record.space} ${record.person}`, record.level);
    else if (record.kind === 'entry') world.store.madeEntries.set(`${record.space} ${record.entry}`, record.digest);
    else world.store.madeGrants.set(`${record.space} ${record.group}`, record.level);
  }
  for (const record of plan.forgotten) {
    if (record.kind === 'membership') world.store.madeMemberships.delete(`${record.person} ${record.group}`);
    else if (record.kind === 'grant-for') world.store.madePersonGrants.delete(`${record.space} ${record.person}`);
    else if (record.kind === 'entry') world.store.madeEntries.delete(`${record.space} ${record.entry}`);
    else world.store.madeGrants.delete(`${record.space} ${record.group}`);
  }
  const refused: PlannedOperation[] = [];
  for (const operation of plan.operations) {
    if (!does(operation)) continue;
    try {
      applyChange(world, operation.change);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(operation);
    }
  }
  return refused;
}

/** Plans and applies until nothing is left to do. */
export async function settle(world: World): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const plan = await planNow(world);
    if (plan.operations.length === 0) return;
    applyPlan(world, plan);
  }
  throw new Error('it does not settle');
}
