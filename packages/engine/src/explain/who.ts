import {
  levelsOf,
  message,
  standingsOf,
  tools as allTools,
  type CommunityId,
  type Level,
  type PersonId,
  type PolicyTable,
  type Station,
  type Tool,
} from '@passerelle/model';
import { readCommunityStandings } from '@passerelle/store';
import type { Engine } from '../setup.ts';
import { UnknownSubject } from './why.ts';

export interface WhoEntry {
  readonly person: PersonId;
  readonly stations: readonly Station[];
  /** What each tool of the community gives them, by the policy. */
  readonly levels: Readonly<Partial<Record<Tool, Level>>>;
}

/** Who may do what in a community now, by the source of truth and the policy: everybody who stands there. @throws UnknownSubject */
export async function who(
  engine: Engine,
  { community, tool }: { readonly community: CommunityId; readonly tool?: Tool },
): Promise<readonly WhoEntry[]> {
  return engine.store.transaction(
    async (tx) => {
      const access = await tx.client.query<{ access: PolicyTable }>(`select access from instance`);
      const at = engine.now();
      for await (const { view } of readCommunityStandings(tx, { at, communities: [community] })) {
        const policy = { instance: access.rows[0]?.access ?? {}, community: view.community };
        const offered = allTools.filter(
          (one) => (tool === undefined || one === tool) && view.community.tools[one] !== undefined,
        );
        return Array.from(standingsOf(view, at), ({ person, stations }) => ({
          person,
          stations,
          levels: Object.fromEntries(offered.map((one) => [one, levelsOf(policy, stations, one)])),
        }));
      }
      throw new UnknownSubject(message('why.community-unknown', { community }));
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
