import { isConnectorError } from '@passerelle/connector-kit';
import type { Level, NativeId, Tool } from '@passerelle/model';
import { platformCall } from '../../work/call.ts';
import { CredentialGate } from '../../work/credential.ts';
import type { Engine, EngineTarget } from '../../setup.ts';

/** What is in objects that are not ours (yet): read for the question only, and kept nowhere. */
export interface Inside {
  /** Accounts by group, or by space where grants go to people; absent: it could not be read to its end. */
  readonly accounts: ReadonlyMap<NativeId, readonly NativeId[]>;
  /** Grants to groups by space; absent: could not be read. */
  readonly grants: ReadonlyMap<NativeId, readonly { readonly group: NativeId; readonly level: Level | 'other' }[]>;
}

/** One targeted reading of these groups and spaces. Of a platform that breaks off, whatever was read to its end. */
export async function lookInside(
  engine: Engine,
  target: EngineTarget,
  {
    groups,
    spaces,
  }: { readonly groups: readonly NativeId[]; readonly spaces: readonly { tool: Tool; native: NativeId }[] },
  signal: AbortSignal,
): Promise<Inside> {
  const accounts = new Map<NativeId, NativeId[]>();
  const grants = new Map<NativeId, { group: NativeId; level: Level | 'other' }[]>();
  const complete = new Set<string>();
  if (groups.length + spaces.length === 0) return { accounts, grants };
  const gate = new CredentialGate(engine.store.pool, target);
  const call = platformCall(engine, target, { signal, gate, fence: null, forTaking: false });
  const into = <T>(map: Map<NativeId, T[]>, native: NativeId, value: T): void => {
    map.set(native, [...(map.get(native) ?? []), value]);
  };
  const scope = {
    extent: 'targeted',
    accounts: [],
    groups,
    spaces,
    awaited: [],
    names: { groups: [], spaces: [] },
  } as const;
  try {
    for await (const event of target.target.observe(scope, call)) {
      if (event.kind === 'membership') into(accounts, event.group, event.account);
      else if (event.kind === 'grant' && 'account' in event) into(accounts, event.space, event.account);
      else if (event.kind === 'grant') into(grants, event.space, { group: event.group, level: event.level });
      else if (event.kind === 'container' && event.state === 'complete') {
        const { container } = event;
        if (container.of === 'members') complete.add(`members ${container.group}`);
        if (container.of === 'grants') complete.add(`grants ${container.space}`);
      }
    }
  } catch (error) {
    if (!isConnectorError(error)) throw error;
  } finally {
    await gate.close();
  }
  return {
    accounts: new Map([
      ...groups
        .filter((group) => complete.has(`members ${group}`))
        .map((group) => [group, accounts.get(group) ?? []] as const),
      ...spaces
        .filter(({ native }) => complete.has(`grants ${native}`) && accounts.has(native))
        .map(({ native }) => [native, accounts.get(native) ?? []] as const),
    ]),
    grants: new Map(
      spaces
        .filter(({ native }) => complete.has(`grants ${native}`))
        .map(({ native }) => [native, grants.get(native) ?? []] as const),
    ),
  };
}
