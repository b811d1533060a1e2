import { urlencoded, type Request, type RequestHandler, type Response } from 'express';
import type { Web } from '../web/web.ts';
import { loggedIn, LoginServiceDown, type LoggedIn } from './logged-in.ts';
import { forged, formField, loginDown, sendToLogin } from './login-routes.ts';
import { isCsrfToken } from './secrets.ts';

type Handler = (request: Request, response: Response, who: LoggedIn) => Promise<void>;

/** A page for somebody who is logged in; whoever is not is sent to log in, and comes back to it. */
export const memberPage =
  (web: Web, handle: Handler): RequestHandler =>
  async (request, response) => {
    try {
      const who = await loggedIn(web, request, response);
      if (who === null) await sendToLogin(web, request, response, request.originalUrl);
      else await handle(request, response, who);
    } catch (error) {
      if (!(error instanceof LoginServiceDown)) throw error;
      loginDown(web, request, response);
    }
  };

const form = urlencoded({ extended: false, limit: '20kb' });

/** What a form of a page of ours asks for. One that somebody else's page sends is refused, and so is one whose sender has been logged out meanwhile. */
export const memberForm = (web: Web, handle: Handler): readonly RequestHandler[] => [
  form,
  async (request, response) => {
    try {
      const who = await loggedIn(web, request, response);
      if (who === null) await sendToLogin(web, request, response, '/');
      else if (!isCsrfToken(who.secret, formField(request, 'csrf'))) forged(web, request, response);
      else await handle(request, response, who);
    } catch (error) {
      if (!(error instanceof LoginServiceDown)) throw error;
      loginDown(web, request, response);
    }
  },
];
