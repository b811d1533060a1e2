import { doorLevel, roomOf, type DoorLevel } from '@passerelle/engine';
import { communityId, type Community, type PersonId } from '@passerelle/model';
import { listCommunities } from '@passerelle/store';
import type { DoorOf, Web } from '../web/web.ts';

/** The room of a community, as far as there is one. */
export interface Room {
  readonly community: Community;
  readonly at: DoorOf<'video'>;
  /** What the platform calls it; null: it was never made. */
  readonly native: string | null;
}

/** Null: no such community, or one without a room here. */
export async function findRoom(web: Web, slug: string): Promise<Room | null> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug)) return null;
  const { store } = web.engine;
  const [community] = await listCommunities(store, { ids: [communityId(slug)] });
  const at = web.doors('video').find(({ target }) => target.id === community?.tools.video);
  if (community === undefined || at === undefined) return null;
  return { community, at, native: await roomOf(web.engine, at.target.id, community.id) };
}

export const levelIn = (web: Web, { community, at }: Room, person: PersonId): Promise<DoorLevel> =>
  doorLevel(web.engine, { target: at.target.id, person, community: community.id, tool: 'video' });

/** A room opens when it was made and its community is not archived. */
export const isOpen = (room: Room): room is Room & { readonly native: string } =>
  room.native !== null && room.community.stage !== 'archived';
