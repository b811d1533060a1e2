import type { NativeId, TargetId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../../setup.ts';
import type { Listing } from './adoption.ts';

/** A group or a space on a platform that was never Passerelle's. */
export interface ForeignObject {
  readonly kind: 'group' | 'space';
  readonly native: NativeId;
  readonly label: string;
  /** Of a space. */
  readonly tool: string;
  /** Our key that somebody left on it: an older Passerelle, or one whose database is lost. */
  readonly mark: string | null;
}

/** What is there and not ours, as last read. What an attempt of ours may have made before it died is not foreign; an id that was ours once is never used again. */
export async function foreignObjects(client: PoolClient, target: TargetId): Promise<readonly ForeignObject[]> {
  const { rows } = await client.query<ForeignObject>(
    `select o.kind, o.a as native, coalesce(o.data->>'label', o.a) as label, o.b as tool, o.data->>'mark' as mark
       from observed o
      where o.target = $1 and o.kind in ('group', 'space') and not o.data ? 'gone'
        and not exists (select from native_object n where n.target = $1 and n.kind = o.kind and n.native = o.a)
        and not exists (
          select from native_object n join operation p on p.target = n.target and p.kind = n.kind and p.key = n.key and p.verb = 'create' and (p.uncertain or p.state = 'running')
           where n.target = $1 and n.kind = o.kind and n.state = 'reserved' and n.name in (o.a, o.data->>'label'))
      order by o.kind, o.b, o.a`,
    [target],
  );
  return rows;
}

/** How far the reading of each list went: a list that was not read proves nothing. */
export async function listingsOf(
  client: PoolClient,
  { id, manifest }: Pick<EngineTarget, 'id' | 'manifest'>,
  foreign: readonly ForeignObject[],
): Promise<readonly Listing[]> {
  const { rows } = await client.query<{ container: string; state: 'complete' | 'partial' }>(
    `select container, state from observed_container where target = $1 and (container = 'groups' or container like 'spaces:%')`,
    [id],
  );
  const states = new Map(rows.map(({ container, state }) => [container, state]));
  const stateOf = (container: string): Listing['state'] => {
    const state = states.get(container);
    return state === undefined ? 'unlisted' : state === 'complete' ? 'listed' : 'partial';
  };
  return [
    {
      target: id,
      of: 'groups',
      state: manifest.kinds.includes('group') ? stateOf('groups') : 'unlisted',
      foreign: foreign.filter(({ kind }) => kind === 'group').length,
    },
    ...manifest.tools.map((tool) => ({
      target: id,
      of: tool,
      state: stateOf(`spaces:${tool}`),
      foreign: foreign.filter((object) => object.kind === 'space' && object.tool === tool).length,
    })),
  ];
}
