import { createHttpClient } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { doorLevel, type Engine } from '@passerelle/engine';
import type { JitsiStandIn } from '@passerelle/sandbox';
import { joinRoom } from '../../../../../packages/connectors/jitsi/src/index.ts';
import type { Entrance } from '../tools/video.ts';
import { meet } from './targets.ts';

/** Through Passerelle's door, then into the room with the token that it gave; whoever gets none tries without, and must stay outside. */
export function roomEntrance(engine: Engine, server: JitsiStandIn): Entrance {
  const http = createHttpClient();
  const seen = new Map<string, Promise<Awaited<ReturnType<Entrance>>>>();
  // One after the other: they come from one machine, under one name.
  let last: Promise<unknown> = Promise.resolve();
  const enter: Entrance = async ({ person, name }, { community, native: room }) => {
    const level = await doorLevel(engine, { target: meet, person, community, tool: 'video' });
    const door = engine.targets.get(meet)?.target.doors?.video;
    if (door === undefined) throw new Error('there is no door');
    const visitor = { kind: 'person', id: person, name, email: null } as const;
    const token = level === 'none' ? null : (await door.admit({ visitor, room, level })).token;
    const { domain, boshUrl: url } = server;
    const rooms = `muc.${domain}`;
    const attempt = { http, call: testCall(), url, domain, rooms, room, token, asksFocus: true, firstId: 1 };
    const answer = await joinRoom({ ...attempt, now: Date.now() });
    if (answer.as === 'silent') throw new Error('the room did not answer');
    if (answer.as === 'refused') return null;
    if (token === null) throw new Error('the room let somebody in without a token');
    return answer.role === 'moderator' ? 'moderator' : 'participant';
  };
  return (member, place) => {
    const key = `${member.person} ${place.community}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const now = last.then(() => enter(member, place));
    last = now.catch(() => undefined);
    seen.set(key, now);
    return now;
  };
}
