import { myCommunities, type MyCommunity } from '@passerelle/engine';
import { html, nothing, type Html } from '@passerelle/html';
import { labelOfLevel, labelOfStation, labelOfTool } from '@passerelle/model';
import type { Express } from 'express';
import { memberPage } from '../login/member-page.ts';
import { answering, type Answering, type Web } from '../web/web.ts';

/** `/`: a person's communities, what they are there, and the doors that are here. */
export function homeRoute(app: Express, web: Web): void {
  app.get(
    '/',
    memberPage(web, async (request, response, who) => {
      const here = answering(web, request, response);
      const mine = await myCommunities(web.engine, who.person.id);
      const body =
        mine.length === 0
          ? html`<p>${here.texts.noCommunity}</p>
              <p>${here.texts.noCommunityDo}</p>`
          : html`<ul class="cards">
              ${mine.map((each) => card(web, here, each))}
            </ul>`;
      here.page({ title: here.texts.homeTitle, body, who });
    }),
  );
}

function card(web: Web, { texts, language }: Answering, { community, stations, levels }: MyCommunity): Html {
  const roles = stations.map((station) => labelOfStation(community, station, language)).join(', ');
  const has = (tool: 'video' | 'forum'): boolean => (levels.get(tool) ?? 'none') !== 'none';
  const forum = web.doors('forum').find(({ target }) => target.id === community.tools.forum);
  const mayDo = [...levels].filter(([, level]) => level !== 'none');
  return html`<li>
    <h2>${community.name}</h2>
    <p class="muted">${roles}</p>
    <ul>
      ${mayDo.map(
        ([tool, level]) =>
          html`<li>${labelOfTool(tool, language)}${texts.colon}${labelOfLevel(tool, level, language)}</li>`,
      )}
    </ul>
    <ul class="actions">
      ${has('video') ? html`<li><a class="button" href="/visio/${community.id}">${texts.goToRoom}</a></li>` : nothing}
      ${
        has('forum') && forum !== undefined
          ? html`<li><a class="button" href="${forum.door.url}">${texts.goToForum}</a></li>`
          : nothing
      }
    </ul>
  </li>`;
}
