import { html, type Html } from '@passerelle/html';
import {
  decideGuest,
  findGuestLink,
  findGuestVisit,
  knock,
  makeGuestLink,
  revokeGuestLink,
  useGuestLink,
  type GuestLink,
} from '@passerelle/store';
import { urlencoded, type Express, type Request, type Response } from 'express';
import { formField } from '../login/login-routes.ts';
import { memberForm } from '../login/member-page.ts';
import { newSecret } from '../login/secrets.ts';
import { answering, lineOf, sentences, type Answering, type Web } from '../web/web.ts';
import { findRoom, isOpen, levelIn, type Room } from './room.ts';
import { atTheDoor, refused } from './at-the-door.ts';
import { microphone } from './microphone.ts';

const hoursAllowed = new Map([
  ['4', 4],
  ['24', 24],
  ['168', 168],
]);
const secretShape = /^[\w-]{43}$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** People without a membership: whoever moderates the room makes a link that ends by itself, and, if they want, lets each guest in. */
export function guestRoutes(app: Express, web: Web): void {
  app.post(
    '/visio/:community/links',
    ...memberForm(web, (request, response, who) => makeLink(web, request, response, who)),
  );
  app.post(
    '/visio/:community/links/:link/revoke',
    ...memberForm(web, async (request, response, who) => {
      const found = await atTheDoor(web, request, who.person);
      const link = String(request.params['link']);
      if (found?.level !== 'moderate') {
        await refused(web, answering(web, request, response), request, who);
        return;
      }
      const { community } = found.room;
      if (uuid.test(link))
        await revokeGuestLink(web.engine.store, { id: link, community: community.id, by: who.person.id });
      response.redirect(303, `/visio/${community.id}`);
    }),
  );
  app.post(
    '/visio/:community/guests/:visit',
    ...memberForm(web, async (request, response, who) => {
      const found = await atTheDoor(web, request, who.person);
      if (found?.level !== 'moderate') {
        await refused(web, answering(web, request, response), request, who);
        return;
      }
      const visit = String(request.params['visit']);
      const verdict = formField(request, 'verdict');
      const community = found.room.community.id;
      if (uuid.test(visit) && (verdict === 'admitted' || verdict === 'refused'))
        await decideGuest(web.engine.store, { visit, community, by: who.person.id, verdict });
      response.redirect(303, `/visio/${community}`);
    }),
  );
  app.get('/invite/:secret', (request, response) => askName(web, request, response));
  app.post('/invite/:secret', urlencoded({ extended: false, limit: '5kb' }), (request, response) =>
    knocked(web, request, response),
  );
  app.get('/guest/:visit', (request, response) => waitingPage(web, request, response));
  app.post('/guest/:visit/enter', (request, response) => enter(web, request, response));
}

async function makeLink(
  web: Web,
  request: Request,
  response: Response,
  who: Parameters<Parameters<typeof memberForm>[1]>[2],
): Promise<void> {
  const here = answering(web, request, response);
  const { texts, say, page } = here;
  const found = await atTheDoor(web, request, who.person);
  if (found?.level !== 'moderate') {
    await refused(web, here, request, who);
    return;
  }
  const { community } = found.room;
  const hours = hoursAllowed.get(formField(request, 'hours')) ?? 4;
  const secret = newSecret();
  const from = new Date(web.engine.now());
  await makeGuestLink(web.engine.store, secret, {
    community: community.id,
    madeBy: who.person.id,
    purpose: lineOf(formField(request, 'purpose'), 120),
    from,
    until: new Date(from.getTime() + hours * 3_600_000),
    waits: formField(request, 'waits') === 'yes',
  });
  // Shown once: what is kept cannot open anything.
  const body = html`
    <p>${say('guestLinkMade', { hours })}</p>
    <p><span class="address">${web.options.publicUrl}/invite/${secret}</span></p>
    <p>${texts.guestLinkOnce}</p>
    <p><a href="/visio/${community.id}">${texts.backToRoom}</a></p>
  `;
  page({ title: texts.guestLinkMadeTitle, body, who });
}

type Opened = { readonly link: GuestLink; readonly room: Room & { readonly native: string } };

/** What a link opens, or the words that say why it does not. Whoever made it must still be allowed to moderate. */
async function opened(web: Web, texts: Answering['texts'], secret: string): Promise<Opened | string> {
  const link = secretShape.test(secret) ? await findGuestLink(web.engine.store, secret) : null;
  if (link === null || link.revoked) return texts.inviteUnknown;
  const now = web.engine.now();
  if (link.until.getTime() <= now) return texts.inviteOver;
  if (link.from.getTime() > now) return texts.inviteEarly;
  const room = await findRoom(web, link.community);
  if (room === null || !isOpen(room)) return texts.roomClosed;
  if ((await levelIn(web, room, link.madeBy)) !== 'moderate') return texts.inviteUnknown;
  return { link, room };
}

async function askName(web: Web, request: Request, response: Response): Promise<void> {
  const { texts, say, page } = answering(web, request, response);
  const secret = String(request.params['secret']);
  const found = await opened(web, texts, secret);
  if (typeof found === 'string') {
    page({ status: 404, title: texts.inviteTitle, body: sentences(found, texts.inviteDo) });
    return;
  }
  page({
    title: say('roomTitle', { name: found.room.community.name }),
    body: nameForm(texts, secret, found.link.waits),
  });
}

const nameForm = (texts: Answering['texts'], secret: string, waits: boolean, missing = false): Html => html`
  <p>${texts.inviteWelcome}</p>
  <form method="post" action="/invite/${secret}">
    <label for="name">${texts.inviteName}</label>
    <p class="hint" id="name-hint">${texts.inviteNameHint}</p>
    ${missing ? html`<p role="alert" id="name-error">${texts.inviteNameMissing}</p>` : html``}
    <input
      id="name"
      name="name"
      required
      maxlength="80"
      autocomplete="name"
      aria-describedby="name-hint${missing ? ' name-error' : ''}"
    />
    <button>${waits ? texts.inviteKnock : texts.roomEnter}</button>
  </form>
  ${microphone(texts)}
`;

async function knocked(web: Web, request: Request, response: Response): Promise<void> {
  const { texts, say, page } = answering(web, request, response);
  const secret = String(request.params['secret']);
  const found = await opened(web, texts, secret);
  if (typeof found === 'string') {
    page({ status: 404, title: texts.inviteTitle, body: sentences(found, texts.inviteDo) });
    return;
  }
  const { link, room } = found;
  const name = lineOf(formField(request, 'name'), 80);
  if (name === '') {
    const body = nameForm(texts, secret, link.waits, true);
    page({ status: 400, title: say('roomTitle', { name: room.community.name }), body });
    return;
  }
  const visit = newSecret();
  await knock(web.engine.store, visit, { link: link.id, name, admitted: !link.waits });
  response.redirect(303, `/guest/${visit}`);
}

async function visitOf(web: Web, request: Request) {
  const secret = String(request.params['visit']);
  const visit = secretShape.test(secret) ? await findGuestVisit(web.engine.store, secret) : null;
  if (visit === null) return null;
  const room = await findRoom(web, visit.community);
  return room === null || !isOpen(room) ? null : { secret, visit, room };
}

async function waitingPage(web: Web, request: Request, response: Response): Promise<void> {
  const { texts, say, page } = answering(web, request, response);
  const found = await visitOf(web, request);
  if (found === null) {
    page({ status: 404, title: texts.inviteTitle, body: sentences(texts.inviteOver, texts.inviteDo) });
    return;
  }
  const { secret, visit, room } = found;
  const title = say('roomTitle', { name: room.community.name });
  if (visit.verdict === 'refused') page({ status: 403, title, body: sentences(texts.guestWasRefused) });
  else if (visit.verdict === 'admitted') {
    const body = html`<p role="status">${say('guestMayEnter', { name: visit.name })}</p>
      <form method="post" action="/guest/${secret}/enter"><button>${texts.roomEnter}</button></form>
      ${microphone(texts)}`;
    page({ title, body });
  } else {
    const body = html`<p role="status">${say('guestWaits', { name: visit.name })}</p>
      ${microphone(texts)}`;
    page({ title, body, refresh: 5 });
  }
}

async function enter(web: Web, request: Request, response: Response): Promise<void> {
  const found = await visitOf(web, request);
  if (found?.visit.verdict !== 'admitted') {
    response.redirect(303, `/guest/${String(request.params['visit'])}`);
    return;
  }
  const { visit, room } = found;
  const link = { id: visit.link, community: visit.community };
  const { url } = await room.at.door.admit({
    visitor: { kind: 'guest', id: visit.id, name: visit.name },
    room: room.native,
    level: 'join',
  });
  await useGuestLink(web.engine.store, link);
  response.redirect(303, url);
}
