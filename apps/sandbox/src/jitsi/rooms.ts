import type { Decision, Features } from './decision.ts';

export interface Occupant {
  readonly id: string;
  readonly name: string;
  readonly affiliation: 'owner' | 'member';
  readonly role: 'moderator' | 'participant';
  readonly features: Features;
}
interface Room {
  readonly reservation: string | null;
  readonly occupants: Map<string, Occupant & { seen: number }>;
}

/** Milliseconds after which a page that does not say that it is still there has left. */
const patience = 30_000;

/** Rooms live while somebody is in them: a Jitsi remembers nothing. */
export interface Rooms {
  exists(room: string): boolean;
  /** Jicofo opens it. */
  open(room: string, reservation: string | null): void;
  enter(room: string, id: string, as: Extract<Decision, { readonly answer: 'joined' }>, now: number): void;
  stay(room: string, id: string, now: number): boolean;
  leave(room: string, id: string): void;
  inside(room: string): readonly Occupant[];
  names(): readonly string[];
  /** Those who have not been heard of for too long are out. */
  sweep(now: number): void;
}

export function openRooms(ended: (reservation: string) => void): Rooms {
  const rooms = new Map<string, Room>();
  const leave = (name: string, id: string): void => {
    const room = rooms.get(name);
    if (room?.occupants.delete(id) !== true || room.occupants.size > 0) return;
    rooms.delete(name);
    if (room.reservation !== null) ended(room.reservation);
  };
  return {
    exists: (room) => rooms.has(room),
    open(room, reservation) {
      if (!rooms.has(room)) rooms.set(room, { reservation, occupants: new Map() });
    },
    enter(room, id, { user, affiliation, role, features }, now) {
      rooms.get(room)?.occupants.set(id, { id, name: user.name ?? '', affiliation, role, features, seen: now });
    },
    stay(room, id, now) {
      const occupant = rooms.get(room)?.occupants.get(id);
      if (occupant === undefined) return false;
      occupant.seen = now;
      return true;
    },
    leave,
    inside: (room) =>
      Array.from(rooms.get(room)?.occupants.values() ?? [], ({ id, name, affiliation, role, features }) => ({
        id,
        name,
        affiliation,
        role,
        features,
      })),
    names: () => [...rooms.keys()],
    sweep(now) {
      for (const [name, { occupants }] of rooms) {
        for (const { id, seen } of occupants.values()) if (now - seen > patience) leave(name, id);
      }
    },
  };
}
