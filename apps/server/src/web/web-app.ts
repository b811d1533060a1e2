import type { Express } from 'express';
import { apiApp } from '../api/api-app.ts';
import { forumRoutes } from '../forum/forum-routes.ts';
import { homeRoute } from '../home/home-route.ts';
import { loginRoutes } from '../login/login-routes.ts';
import { guestRoutes } from '../video/guest-routes.ts';
import { jwksRoute } from '../video/jwks-route.ts';
import { reservationRoutes } from '../video/reservation-routes.ts';
import { videoRoutes } from '../video/video-routes.ts';
import { STYLE } from './style.ts';
import { answering, sentences, type Web } from './web.ts';

/** The pages for people, and what the platforms ask. */
export function webApp(app: Express, web: Web): void {
  app.get('/assets/passerelle.css', (_, response) => {
    response.setHeader('Cache-Control', 'public, max-age=3600');
    response.type('css').send(STYLE);
  });
  apiApp(app, web);
  loginRoutes(app, web);
  forumRoutes(app, web);
  jwksRoute(app, web);
  reservationRoutes(app, web);
  guestRoutes(app, web);
  videoRoutes(app, web);
  homeRoute(app, web);
  // A person who followed a wrong link gets a page; programs get a problem document from whoever is asked next.
  app.use((request, response, next) => {
    if (request.method !== 'GET' || request.accepts(['html', 'json']) !== 'html') {
      next();
      return;
    }
    const { texts, page } = answering(web, request, response);
    page({ status: 404, title: texts.nothingHereTitle, body: sentences(texts.nothingHere) });
  });
}
