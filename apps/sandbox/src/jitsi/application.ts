import { randomUUID } from 'node:crypto';
import express, { type Express, type Request } from 'express';
import { z } from 'zod';
import { boshServer } from './bosh/answer.ts';
import { connectTo, enterRoom, openRoom, type Platform } from './platform.ts';
import type { Occupant } from './rooms.ts';
import { roomPage, roomsPage, type Language } from './web/page.ts';

const entering = z.object({ room: z.string(), token: z.string().nullable() });
const inside = z.object({ room: z.string(), id: z.string() });

const shown = (occupants: readonly Occupant[]) =>
  occupants.map(({ id, name, role, features }) => ({
    id,
    name,
    role,
    may: Object.entries(features ?? {}).flatMap(([feature, allowed]) => (allowed ? [feature] : [])),
  }));

/** Web interface, what its pages call, and XMPP over BOSH. */
export function application(platform: Platform): Express {
  const { rooms, options, domain, now } = platform;
  const bosh = boshServer(platform);
  const app = express();
  app.disable('x-powered-by');
  const languageOf = (req: Request): Language => {
    const asked = req.query['lang'];
    if (asked === 'fr' || asked === 'en') return asked;
    const preferred = req.get('accept-language') === undefined ? false : req.acceptsLanguages('fr', 'en');
    return preferred === 'fr' || preferred === 'en' ? preferred : (options.language ?? 'fr');
  };

  app.post('/http-bind', express.text({ type: () => true }), async (req, res) => {
    const token = req.query['token'];
    res.type('text/xml').send(await bosh.answer(String(req.body), typeof token === 'string' ? token : null));
  });
  app.get('/config.js', (_req, res) => {
    const guests =
      options.anonymousDomain === undefined ? '' : `config.hosts.anonymousdomain = '${options.anonymousDomain}';\n`;
    const hosts = `config.hosts.domain = '${domain}';\nconfig.hosts.muc = 'muc.${domain}';\n${guests}`;
    res
      .type('application/javascript')
      .send(`var config = {};\nconfig.hosts = {};\n${hosts}config.bosh = '/http-bind';\n`);
  });
  app.post('/_room/enter', express.json(), async (req, res) => {
    const asked = entering.safeParse(req.body);
    if (!asked.success) return void res.sendStatus(400);
    const room = asked.data.room.toLowerCase();
    const connected = await connectTo(platform, asked.data.token);
    if ('answer' in connected) return void res.json(connected);
    const refused = await openRoom(platform, room);
    if (refused !== null)
      return void res.json({ answer: 'refused', at: 'room', condition: 'reservation', text: refused.message });
    const id = randomUUID();
    const decision = await enterRoom(platform, room, id, connected.claims);
    res.json(decision.answer === 'joined' ? { ...decision, id, inside: shown(rooms.inside(room)) } : decision);
  });
  app.post('/_room/stay', express.json(), (req, res) => {
    const asked = inside.safeParse(req.body);
    rooms.sweep(now());
    if (!asked.success || !rooms.stay(asked.data.room, asked.data.id, now())) return void res.sendStatus(404);
    res.json({ inside: shown(rooms.inside(asked.data.room)) });
  });
  app.post('/_room/leave', express.json(), (req, res) => {
    const asked = inside.safeParse(req.body);
    if (asked.success) rooms.leave(asked.data.room, asked.data.id);
    res.sendStatus(204);
  });
  app.get('/', (req, res) => {
    rooms.sweep(now());
    res.send(roomsPage(languageOf(req), rooms.names()));
  });
  app.get('/:room', (req, res) => {
    res.set('referrer-policy', 'no-referrer').send(roomPage(languageOf(req), req.params.room.toLowerCase()));
  });
  return app;
}
