import type { Member, Place, ToolProbe } from '../tool-probe.ts';

/** What somebody becomes who goes to the room through Passerelle's door; null: they are sent away. */
export type Entrance = (member: Member, place: Place) => Promise<'moderator' | 'participant' | null>;

export function videoProbe(enter: Entrance): ToolProbe {
  return {
    tool: 'video',
    prepare: () => Promise.resolve(),
    attempts: {
      join: async (member, place) => ((await enter(member, place)) === null ? 'refused' : 'done'),
      moderate: async (member, place) => ((await enter(member, place)) === 'moderator' ? 'done' : 'refused'),
    },
  };
}
