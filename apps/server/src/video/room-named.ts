import { communityOfKey, type Community, type SpaceKey, type TargetId } from '@passerelle/model';
import { listCommunities } from '@passerelle/store';
import type { Web } from '../web/web.ts';

/** The community whose room has this name on the platform; null: it is nobody's, or its community has no video there any more. */
export async function roomNamed({ engine }: Web, target: TargetId, native: string): Promise<Community | null> {
  const { rows } = await engine.store.pool.query<{ key: SpaceKey }>(
    `select key from native_object where target = $1 and kind = 'space' and native = $2 and state = 'live'`,
    [target, native],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const [community] = await listCommunities(engine.store, { ids: [communityOfKey(row.key)] });
  return community?.tools.video === target ? community : null;
}
