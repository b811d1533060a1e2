import { deriveName } from '@passerelle/connector-kit';
import type { GroupKey, Level, SpaceKey, Tool } from '@passerelle/model';
import { toolLevels } from '@passerelle/model';
import type { PartView, TargetView } from '@passerelle/plan';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';

/** Levels that a target offers for each of its tools, lowest first. */
export function levelsOf({ manifest }: Pick<EngineTarget, 'manifest'>): TargetView['levels'] {
  const levels: Partial<Record<Tool, readonly Level[]>> = {};
  for (const tool of manifest.tools) {
    const offered = manifest.levels[tool] ?? {};
    levels[tool] = toolLevels[tool].filter((level) => level === 'none' || offered[level] !== undefined);
  }
  return levels;
}

/** The parts that the configuration wants, with their names in both languages. */
function partsOf({ manifest, parts }: EngineTarget): NonNullable<TargetView['parts']> {
  const { fr, en } = manifest.texts;
  const views: Partial<Record<Tool, readonly PartView[]>> = {};
  for (const tool of manifest.tools) {
    const wanted = (manifest.parts?.[tool] ?? []).filter(({ name }) => parts === undefined || parts.includes(name));
    views[tool] = wanted.map(({ label, ...part }) => ({
      ...part,
      label: { fr: fr[label] ?? label, en: en[label] ?? label },
    }));
  }
  return views;
}

/** `icane/role:technicien` → "cop-icane-technicien": readable where it fits; the platform's rules do the rest. */
function wantedName(kind: 'group' | 'space', key: GroupKey | SpaceKey, names: ReadonlyMap<string, string>): string {
  const [community = '', what = '', rest = ''] = key.split('/');
  if (kind === 'group') return `cop-${community}-${what.slice(what.indexOf(':') + 1)}`;
  const name = names.get(community) ?? community;
  return rest === 'main' ? name : `${name} ${rest}`;
}

/** The target as the planner sees it. Names are never given twice, not even those of things that are gone. */
export async function targetView(client: PoolClient, target: EngineTarget): Promise<TargetView> {
  const { manifest } = target;
  const used = await client.query<{ kind: 'group' | 'space'; key: GroupKey | SpaceKey; name: string }>(
    `select kind, key, name from native_object where target = $1`,
    [target.id],
  );
  const communities = await client.query<{ id: string; name: string }>(
    `select id, name from community where recorded_until = 'infinity'`,
  );
  const names = new Map(communities.rows.map(({ id, name }) => [id, name]));
  // A calendar may be called what a folder is called: each tool has its own names there.
  const same = (kind: 'group' | 'space', key: GroupKey | SpaceKey, name: string): string =>
    `${kind === 'space' ? `space:${key.split('/')[1] ?? ''}` : kind}/${manifest.naming[kind].caseSensitive ? name : name.toLowerCase()}`;
  const taken = new Set(used.rows.map(({ kind, key, name }) => same(kind, key, name)));
  return {
    id: target.id,
    identity: manifest.identity,
    tools: manifest.tools,
    kinds: manifest.kinds,
    levels: levelsOf(target),
    accountMode: target.accountMode,
    ...(manifest.accountsNeed === undefined ? {} : { accountsNeed: manifest.accountsNeed }),
    ...(manifest.grantsTo === undefined ? {} : { grantsTo: manifest.grantsTo }),
    ...(manifest.parts === undefined ? {} : { parts: partsOf(target) }),
    ...(manifest.nesting === undefined ? {} : { nesting: manifest.nesting }),
    ...(manifest.insideNeeds === undefined ? {} : { insideNeeds: manifest.insideNeeds }),
    ...(manifest.entries === undefined ? {} : { entries: manifest.entries }),
    nameOf(kind, key, alsoTaken) {
      const name = deriveName(
        wantedName(kind, key, names),
        manifest.naming[kind],
        (candidate) => taken.has(same(kind, key, candidate)) || alsoTaken(candidate),
      );
      taken.add(same(kind, key, name));
      return name;
    },
  };
}
