import { whomToAsk } from '@passerelle/engine';
import type { Person } from '@passerelle/model';
import type { Request } from 'express';
import type { LoggedIn } from '../login/logged-in.ts';
import { sentences, type Answering, type Web } from '../web/web.ts';
import { findRoom, levelIn, type Room } from './room.ts';

export interface Found {
  readonly room: Room;
  readonly level: 'join' | 'moderate';
}

/** The room and what somebody may do in it. Null alike for a room that is not there and for one that is not theirs: nobody learns which there are. */
export async function atTheDoor(web: Web, request: Request, person: Person): Promise<Found | null> {
  const room = await findRoom(web, String(request.params['community']));
  if (room === null) return null;
  const level = await levelIn(web, room, person.id);
  // The archive lets nobody in; its members are told that it is closed.
  if (level === 'none') return null;
  return { room, level };
}

/** A page that says who can help. */
export async function refused(
  web: Web,
  { texts, say, page }: Answering,
  request: Request,
  who: LoggedIn,
): Promise<void> {
  const room = await findRoom(web, String(request.params['community']));
  const archived = room?.community.stage === 'archived';
  const ask = room === null ? [] : await whomToAsk(web.engine, room.community.id);
  const lines = [
    archived ? texts.roomArchived : texts.roomRefused,
    ask.length === 0 ? texts.roomRefusedNobody : say('roomRefusedAsk', { names: ask.join(', ') }),
  ];
  page({ status: 403, title: texts.roomRefusedTitle, body: sentences(...lines), who });
}
