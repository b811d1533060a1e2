import { createHash, timingSafeEqual } from 'node:crypto';
import { urlencoded, type Express, type Request, type RequestHandler } from 'express';
import { pageTexts } from '../web/language.ts';
import { lineOf, type DoorOf, type Web } from '../web/web.ts';
import { roomNamed } from './room-named.ts';

/** Seconds for which a room stays reserved; after that the plug-in closes it. A working day: it is not ours to end a meeting. */
const duration = 43_200;

/**
 * Jitsi's reservation interface (Prosody's mod_reservations), as recorded in shared/facts/identity.md §6: asked once when a room is about to open, it can
 * decide about the room and the time, never about the person, whom the token decides about. Rooms that are no community's, and those of communities that
 * are archived, do not open.
 */
export function reservationRoutes(app: Express, web: Web): void {
  app.post(
    '/jitsi/:target/conference',
    urlencoded({ extended: false, limit: '5kb' }),
    guarded(web, async (request, at) => {
      const body: unknown = request.body;
      const asked =
        typeof body === 'object' && body !== null ? lineOf(Reflect.get(body, 'name'), 128).toLowerCase() : '';
      const start = typeof body === 'object' && body !== null ? lineOf(Reflect.get(body, 'start_time'), 40) : '';
      const room = await roomNamed(web, at.target.id, asked);
      if (room === null) return { status: 403, body: { message: words(web, 'reservationUnknown') } };
      if (room.stage === 'archived') return { status: 403, body: { message: words(web, 'roomArchived') } };
      return { status: 200, body: conference(web, asked, start) };
    }),
  );
  app.get(
    '/jitsi/:target/conference/:id',
    guarded(web, async (request, at) => {
      const asked = String(request.params['id']);
      const room = await roomNamed(web, at.target.id, asked);
      if (room === null || room.stage === 'archived')
        return { status: 404, body: { message: words(web, 'reservationUnknown') } };
      return { status: 200, body: conference(web, asked, '') };
    }),
  );
  // The room is empty: nothing of it was kept here.
  app.delete(
    '/jitsi/:target/conference/:id',
    guarded(web, () => Promise.resolve({ status: 200, body: {} })),
  );
}

/** Shown in the room's window, in the language of the instance: nobody knows who asks. */
const words = ({ options }: Web, key: 'reservationUnknown' | 'roomArchived'): string =>
  pageTexts[options.language][key];

function conference({ engine }: Web, name: string, start: string) {
  const at = Number.isNaN(Date.parse(start)) ? new Date(engine.now()).toISOString() : start;
  return { id: name, name, mail_owner: '', start_time: at, duration };
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

/** Only the platform that is set up for it may ask. */
const guarded =
  (web: Web, handle: (request: Request, at: DoorOf<'video'>) => Promise<Reply>): RequestHandler =>
  async (request, response) => {
    const at = web.doors('video').find(({ target }) => target.id === request.params['target']);
    const secret = at?.door.reservationSecret ?? null;
    const [scheme, given, ...more] = (request.headers.authorization ?? '').split(' ');
    const isKnown =
      secret !== null && scheme?.toLowerCase() === 'bearer' && more.length === 0 && sameText(given ?? '', secret);
    if (at === undefined || !isKnown) {
      response.status(401).json({ message: 'Unauthorized' });
      return;
    }
    const { status, body } = await handle(request, at);
    response.status(status).json(body);
  };

/** In a time that tells nothing, whatever the lengths. */
const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
