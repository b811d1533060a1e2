import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Answer of a reservation system about one room. */
export type Reserved =
  | { readonly allowed: true; readonly id: string | null }
  /** Words that are shown to who wanted in. */
  | { readonly allowed: false; readonly code: number; readonly message: string };

export interface Reservations {
  /** Asked once, by a room's first join: it can decide about the room and the time, never about the person. */
  begin(room: string, now: number): Promise<Reserved>;
  /** The room is empty. */
  end(id: string): Promise<void>;
}

const schema = z.looseObject({ id: z.union([z.string(), z.number()]).transform(String), name: z.string() });
const tries = 3;
const pause = 3000;

interface Asking {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly domain: string;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The client side of the reservation calls, as recorded from Prosody's mod_reservations. */
export function reservations({ url, headers, domain, fetch: send, sleep }: Asking): Reservations {
  const common = { ...headers, 'user-agent': 'Prosody (0.12.3; posix)' };
  const failed = (code: number, message = 'Failed to communicate with reservation system'): Reserved => ({
    allowed: false,
    code,
    message,
  });

  const post = async (room: string, now: number): Promise<Response | null> => {
    // Whoever asks is unknown: with token authentication the address is a random one (facts/identity.md §6).
    const form = new URLSearchParams({
      name: room,
      mail_owner: `${randomUUID()}@${domain}`,
      start_time: new Date(now).toISOString(),
    });
    return send(`${url}/conference`, { method: 'POST', headers: common, body: form }).catch(() => null);
  };
  const accepted = async (answer: Response, room: string): Promise<Reserved> => {
    const conference = schema.safeParse(await answer.json().catch(() => null));
    if (!conference.success || conference.data.name.toLowerCase() !== room) return failed(500);
    return { allowed: true, id: conference.data.id };
  };
  return {
    async begin(room, now) {
      let answer: Response | null = null;
      for (let attempt = 1; attempt <= tries; attempt += 1) {
        answer = await post(room, now);
        if (answer !== null && answer.status < 500) break;
        if (attempt < tries) await sleep(pause);
      }
      if (answer === null || answer.status >= 500) return failed(answer?.status ?? 500);
      if (answer.status === 200 || answer.status === 201) return accepted(answer, room);
      const body = z
        .looseObject({ conflict_id: z.union([z.string(), z.number()]).optional(), message: z.string().optional() })
        .safeParse(await answer.json().catch(() => null));
      const told = body.success ? body.data : {};
      if (answer.status !== 409 || told.conflict_id === undefined) return failed(answer.status, told.message);
      const existing = await send(`${url}/conference/${told.conflict_id}`, { headers: common }).catch(() => null);
      return existing?.status === 200 ? accepted(existing, room) : failed(existing?.status ?? 500);
    },
    async end(id) {
      await send(`${url}/conference/${id}`, { method: 'DELETE', headers: common }).catch(() => null);
    },
  };
}
