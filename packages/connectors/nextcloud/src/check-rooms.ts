import { isConnectorError, type Call, type Check, type ConnectorError } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import type { CollectionKind } from './client/dav-collections.ts';
import { stops, type Session } from './session.ts';
import { readHome, roomIn } from './tools/collections/room.ts';

/** Below this, somebody should think of it before the next community comes. */
const little = 5;

const ownerProblem = (user: string, error: ConnectorError): Check => ({
  id: 'nextcloud.owner',
  state: 'problem',
  found:
    error.code === 'unauthorized'
      ? message('nextcloud.owner.refused', { user })
      : message('nextcloud.owner.problem', {
          user,
          why: error.detail === '' ? error.code : `${error.code}, ${error.detail}`,
        }),
  remedy: message('nextcloud.owner.remedy', { user }),
});

/** How many more of them fit, over all owners; ends early at the first owner who is refused: eleven refusals would lock everybody out. */
async function* checkRoom(session: Session, call: Call, kind: CollectionKind): AsyncGenerator<Check, boolean> {
  let room = 0;
  for (const owner of session.owners) {
    try {
      room += roomIn(session, kind, await readHome(session, call, kind, owner));
    } catch (error) {
      if (!isConnectorError(error) || error.code === 'aborted') throw error;
      yield ownerProblem(owner.user, error);
      if (stops(error)) return false;
    }
  }
  if (!Number.isFinite(room)) return true;
  const state = room === 0 ? 'none' : room < little ? 'little' : 'ok';
  yield {
    id: `nextcloud.room.${kind}`,
    state: state === 'ok' ? 'ok' : 'warning',
    found: message(`nextcloud.room.${kind}.${state}`, { room, owners: session.owners.length }),
    remedy: state === 'ok' ? null : message('nextcloud.room.remedy'),
  };
  return true;
}

/** What `doctor` tells of the accounts that own calendars and address books. */
export async function* checkRooms(session: Session, call: Call): AsyncGenerator<Check> {
  if (yield* checkRoom(session, call, 'calendar')) yield* checkRoom(session, call, 'addressbook');
}
