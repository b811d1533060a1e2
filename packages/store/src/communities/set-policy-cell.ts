import type { Community, CommunityId, Finding, Level, PolicyTable, Station, Tool } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { lock } from '../lock.ts';
import { getCommunity } from './list-communities.ts';
import { putCommunity } from './put-community.ts';

export interface PolicyCell {
  readonly community: CommunityId;
  readonly station: Station;
  readonly tool: Tool;
  /** Null: the community says nothing of it any more; the instance's table, or the default one, decides again. */
  readonly level: Level | null;
}
export interface PolicyCellSet {
  readonly outcome: 'changed' | 'unchanged';
  readonly warnings: readonly Finding[];
}

/** Changes one cell of a community's access policy, and nothing else of its row. @throws Refusal */
export async function setPolicyCell(
  tx: ActTx,
  { community: id, station, tool, level }: PolicyCell,
): Promise<PolicyCellSet> {
  await lock(tx, 'communities');
  const community = await getCommunity(tx, id);
  const before = community.access[station]?.[tool] ?? null;
  const { outcome, warnings } = await putCommunity(tx, {
    ...community,
    access: withCell(community, station, tool, level),
  });
  if (outcome === 'unchanged') return { outcome, warnings };
  tx.audit({ action: 'policy.cell-changed', community: id, data: { station, tool, before, after: level } });
  return { outcome: 'changed', warnings };
}

function withCell({ access }: Community, station: Station, tool: Tool, level: Level | null): PolicyTable {
  const row = Object.entries({ ...access[station], ...(level === null ? {} : { [tool]: level }) }).filter(
    ([name]) => level !== null || name !== tool,
  );
  const others = Object.entries(access).filter(([name]) => name !== station);
  return Object.fromEntries([...others, ...(row.length === 0 ? [] : [[station, Object.fromEntries(row)] as const])]);
}
