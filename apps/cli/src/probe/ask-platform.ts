import { isConnectorError, type ConnectorError } from '@passerelle/connector-kit';
import { CredentialGate, platformCall, type Engine, type EngineTarget } from '@passerelle/engine';
import { partOfKey, toolOfKey, type GroupKey, type Level, type Tool } from '@passerelle/model';
import type { Natives } from './natives-of.ts';

/** What a platform answered about one person in one community, at this instant. Kept nowhere. */
export interface Answered {
  readonly account: {
    /** `unlinked`: Passerelle knows of none; `unread`: the platform did not say. */
    readonly state: 'enabled' | 'disabled' | 'absent' | 'unlinked' | 'unread';
    readonly login: string | null;
  };
  readonly groups: readonly {
    readonly group: GroupKey;
    readonly label: string;
    readonly state: 'in' | 'out' | 'unread';
  }[];
  /**
   * Per tool: the levels that groups have in its space, and the person themself where there are no groups. Null: the platform did not say; absent: it has no
   * such space.
   */
  readonly spaces: ReadonlyMap<Tool, SpaceAnswered | null>;
  /** Why not everything was answered. */
  readonly errors: readonly ConnectorError[];
}
export interface SpaceAnswered {
  readonly groups: ReadonlyMap<GroupKey, Level | 'other'>;
  readonly own: Level | 'other' | null;
}

/** One targeted reading of what concerns the person: their account, the community's groups, the spaces of these tools. Nothing is written, there or here. */
export async function askPlatform(
  engine: Engine,
  target: EngineTarget,
  {
    natives,
    tools,
    signal,
  }: { readonly natives: Natives; readonly tools: readonly Tool[]; readonly signal: AbortSignal },
): Promise<Answered> {
  const spaces = [...natives.spaces].filter(
    ([, { key }]) => partOfKey(key) === 'main' && tools.includes(toolOfKey(key)),
  );
  const gate = new CredentialGate(engine.store.pool, target);
  const call = platformCall(engine, target, { signal, gate, fence: null, forTaking: false });
  const scope = {
    extent: 'targeted',
    accounts: natives.account === null ? [] : [natives.account],
    groups: [...natives.groups.keys()],
    spaces: spaces.map(([native, { key, label }]) => ({ tool: toolOfKey(key), native, label })),
    awaited: [],
    names: { groups: [], spaces: [] },
  } as const;
  const errors: ConnectorError[] = [];
  const complete = new Set<string>();
  const inside = new Set<string>();
  const there = new Set<string>();
  const given = new Map<string, { group: Map<GroupKey, Level | 'other'>; own: Level | 'other' | null }>();
  let account: { enabled: boolean; login: string } | null = null;
  const at = (space: string) => {
    const known = given.get(space) ?? { group: new Map<GroupKey, Level | 'other'>(), own: null };
    given.set(space, known);
    return known;
  };
  try {
    for await (const event of target.target.observe(scope, call)) {
      if (event.kind === 'account' && event.native === natives.account) account = event;
      else if (event.kind === 'space') there.add(event.native);
      else if (event.kind === 'membership' && event.account === natives.account) inside.add(event.group);
      else if (event.kind === 'grant' && 'group' in event) {
        const group = natives.groups.get(event.group);
        if (group !== undefined) at(event.space).group.set(group.key, event.level);
      } else if (event.kind === 'grant' && 'account' in event && event.account === natives.account)
        at(event.space).own = event.level;
      else if (event.kind === 'container') {
        const { container } = event;
        if (event.state === 'partial') errors.push(event.error);
        else if (container.of === 'members') complete.add(`members ${container.group}`);
        else if (container.of === 'grants') complete.add(`grants ${container.space}`);
        else if (container.of === 'spaces') complete.add(`spaces ${container.tool}`);
        else complete.add(container.of);
      }
    }
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    errors.push(error);
  } finally {
    await gate.close();
  }
  return {
    account: accountOf(natives, account, complete.has('accounts')),
    groups: Array.from(natives.groups, ([native, { key: group, label }]) => {
      const state = inside.has(native) ? 'in' : complete.has(`members ${native}`) ? 'out' : 'unread';
      return { group, label, state };
    }),
    spaces: new Map(
      spaces.flatMap(([native, { key }]) => {
        const tool = toolOfKey(key);
        if (!there.has(native) && complete.has(`spaces ${tool}`)) return [];
        const { group, own } = at(native);
        return [[tool, complete.has(`grants ${native}`) ? { groups: group, own } : null] as const];
      }),
    ),
    errors,
  };
}

function accountOf(
  { account: native }: Natives,
  found: { readonly enabled: boolean; readonly login: string } | null,
  isRead: boolean,
): Answered['account'] {
  if (native === null) return { state: 'unlinked', login: null };
  if (found !== null) return { state: found.enabled ? 'enabled' : 'disabled', login: found.login };
  return { state: isRead ? 'absent' : 'unread', login: null };
}
