import { html, nothing, type Html } from '@passerelle/html';
import { guestLinksOf, guestsWaiting, type GuestLink, type GuestVisit } from '@passerelle/store';
import type { Express } from 'express';
import type { LoggedIn } from '../login/logged-in.ts';
import { memberForm, memberPage } from '../login/member-page.ts';
import { csrfToken } from '../login/secrets.ts';
import { answering, type Answering, type Web } from '../web/web.ts';
import { atTheDoor, refused, type Found } from './at-the-door.ts';
import { microphone } from './microphone.ts';
import { isOpen, type Room } from './room.ts';

/** Seconds after which a guest whose page is silent has gone. */
const guestPatience = 30;

/** `/visio/<community>`: the page before a community's room, and the way in. */
export function videoRoutes(app: Express, web: Web): void {
  app.get(
    '/visio/:community',
    memberPage(web, async (request, response, who) => {
      const here = answering(web, request, response);
      const found = await atTheDoor(web, request, who.person);
      if (found === null) await refused(web, here, request, who);
      else if (!isOpen(found.room))
        here.page({ title: roomTitle(here, found.room), body: closed(here, found.room), who });
      else await lobby(web, here, found, who);
    }),
  );
  app.post(
    '/visio/:community/enter',
    ...memberForm(web, async (request, response, who) => {
      const here = answering(web, request, response);
      const found = await atTheDoor(web, request, who.person);
      if (found === null) {
        await refused(web, here, request, who);
        return;
      }
      const { room, level } = found;
      if (!isOpen(room)) {
        here.page({ title: roomTitle(here, room), body: closed(here, room), who });
        return;
      }
      const { id, displayName: name, email } = who.person;
      const { url } = await room.at.door.admit({
        visitor: { kind: 'person', id, name, email },
        room: room.native,
        level,
      });
      response.redirect(303, url);
    }),
  );
}

const roomTitle = ({ say }: Answering, { community }: Room): string => say('roomTitle', { name: community.name });

const closed = ({ texts }: Answering, { community, native }: Room): Html =>
  html`<p role="status">
      ${community.stage === 'archived' ? texts.roomArchived : native === null ? texts.roomNotMade : texts.roomClosed}
    </p>
    ${microphone(texts)}`;

async function lobby(web: Web, here: Answering, { room, level }: Found, who: LoggedIn): Promise<void> {
  const { texts } = here;
  const { community } = room;
  const csrf = csrfToken(who.secret);
  const moderates = level === 'moderate';
  const { store } = web.engine;
  const waiting = moderates ? await guestsWaiting(store, community.id, guestPatience) : [];
  const links = moderates ? await guestLinksOf(store, community.id, new Date(web.engine.now())) : [];
  const body = html`
    <p>${moderates ? texts.roomModerate : texts.roomJoin}</p>
    <form method="post" action="/visio/${community.id}/enter">
      <input type="hidden" name="csrf" value="${csrf}" />
      <button>${texts.roomEnter}</button>
    </form>
    ${moderates ? guests(here, room, { csrf, waiting, links }) : nothing} ${microphone(texts)}
  `;
  // Whoever can let guests in sees them come.
  here.page({ title: roomTitle(here, room), body, who, ...(links.length > 0 ? { refresh: 20 } : {}) });
}

interface Guests {
  readonly csrf: string;
  readonly waiting: readonly GuestVisit[];
  readonly links: readonly GuestLink[];
}

function guests({ texts, say, language }: Answering, { community }: Room, { csrf, waiting, links }: Guests): Html {
  const when = (date: Date): string =>
    date.toLocaleString(language === 'fr' ? 'fr-BE' : 'en-GB', {
      timeZone: community.zone,
      dateStyle: 'full',
      timeStyle: 'short',
    });
  const hidden = html`<input type="hidden" name="csrf" value="${csrf}" />`;
  return html`
    ${
      waiting.length === 0
        ? nothing
        : html`<section aria-live="polite">
            <h2>${texts.guestsWaiting}</h2>
            <ul class="cards">
              ${waiting.map(
                ({ id, name }) =>
                  html`<li>
                    <p>${name}</p>
                    <form method="post" action="/visio/${community.id}/guests/${id}" class="inline">
                      ${hidden}<button name="verdict" value="admitted">${texts.guestAdmit}</button>
                      <button name="verdict" value="refused" class="plain">${texts.guestRefuse}</button>
                    </form>
                  </li>`,
              )}
            </ul>
          </section>`
    }
    <h2>${texts.guestLinks}</h2>
    <p class="muted">${texts.guestLinksWhat}</p>
    ${
      links.length === 0
        ? nothing
        : html`<ul class="cards">
            ${links.map(
              (link) =>
                html`<li>
                  <p>
                    ${link.purpose === '' ? texts.guestLinkUnnamed : link.purpose}<br /><span class="muted"
                      >${say('guestLinkUntil', { until: when(link.until) })}
                      ${link.waits ? texts.guestLinkWaits : texts.guestLinkOpen}</span
                    >
                  </p>
                  <form method="post" action="/visio/${community.id}/links/${link.id}/revoke">
                    ${hidden}<button class="plain">${texts.guestLinkRevoke}</button>
                  </form>
                </li>`,
            )}
          </ul>`
    }
    <form method="post" action="/visio/${community.id}/links">
      ${hidden}
      <label for="purpose">${texts.guestLinkPurpose}</label>
      <p class="hint" id="purpose-hint">${texts.guestLinkPurposeHint}</p>
      <input id="purpose" name="purpose" maxlength="120" aria-describedby="purpose-hint" autocomplete="off" />
      <label for="hours">${texts.guestLinkHours}</label>
      <select id="hours" name="hours">
        <option value="4">${texts.hours4}</option>
        <option value="24">${texts.hours24}</option>
        <option value="168">${texts.hours168}</option>
      </select>
      <label><input type="checkbox" name="waits" value="yes" checked />${texts.guestLinkWaitsChoice}</label>
      <button class="plain">${texts.guestLinkMake}</button>
    </form>
  `;
}
