import {
  levelsOf,
  offers,
  type Community,
  type CommunityId,
  type Level,
  type PersonId,
  type PolicyTable,
  type RoleId,
  type Station,
  type Tool,
} from '@passerelle/model';
import { findPerson, readCommunityStandings, type Tx } from '@passerelle/store';
import { standingsOf } from '@passerelle/model';
import type { Engine } from '../setup.ts';
import { stationsNow } from './stations-now.ts';

export interface MyCommunity {
  readonly community: Community;
  readonly stations: readonly Station[];
  /** What the person may do in each tool that the community has, `none` included. */
  readonly levels: ReadonlyMap<Tool, Level>;
}

async function instanceAccess({ client }: Tx): Promise<PolicyTable> {
  const { rows } = await client.query<{ access: PolicyTable }>(`select access from instance`);
  return rows[0]?.access ?? {};
}

/** The communities in which somebody stands at this instant, by name, with what they may do there. Nobody who is not active stands anywhere. */
export function myCommunities(engine: Engine, id: PersonId): Promise<readonly MyCommunity[]> {
  return engine.store.transaction(
    async (tx) => {
      const person = await findPerson(tx, id);
      if (person?.state !== 'active') return [];
      const { rows } = await tx.client.query<{ community: CommunityId }>(
        `select community from membership where person = $1 and recorded_until = 'infinity'
         union select community from assignment where person = $1 and recorded_until = 'infinity'
         union select community from rotation_turn where person = $1 and recorded_until = 'infinity'`,
        [id],
      );
      const communities = rows.map(({ community }) => community);
      const now = await stationsNow(tx, person, communities, engine.now());
      const instance = await instanceAccess(tx);
      const mine = [...now.values()].flatMap(({ view: { community }, stations }): MyCommunity[] => {
        if (stations.length === 0) return [];
        const tools = Object.keys(community.tools).filter((tool): tool is Tool => offers(community, tool as Tool));
        const levels = new Map(tools.map((tool) => [tool, levelsOf({ instance, community }, stations, tool)]));
        return [{ community, stations, levels }];
      });
      return mine.sort((a, b) => a.community.name.localeCompare(b.community.name, 'fr'));
    },
    { isolation: 'repeatable read' },
  );
}

/** Roles whose holders look after who may do what, in the order in which one asks them. */
const careful: readonly RoleId[] = ['technicien' as RoleId, 'coordinateur' as RoleId];

/** Names of those whom somebody without access may ask, the technicien first; empty where nobody holds such a role. */
export function whomToAsk(engine: Engine, community: CommunityId): Promise<readonly string[]> {
  return engine.store.transaction(
    async (tx) => {
      const at = engine.now();
      for await (const { view } of readCommunityStandings(tx, { at, communities: [community] })) {
        const people = [...standingsOf(view, at)];
        const holders = careful.flatMap((role) =>
          people.filter(({ stations }) => stations.includes(`role:${role}`)).map(({ person }) => person),
        );
        const names: string[] = [];
        for (const person of new Set(holders)) {
          const found = await findPerson(tx, person);
          if (found !== null) names.push(found.displayName);
        }
        return names;
      }
      return [];
    },
    { isolation: 'repeatable read' },
  );
}
