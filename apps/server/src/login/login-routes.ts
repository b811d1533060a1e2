import { personId } from '@passerelle/model';
import {
  endLoginSession,
  endLoginSessions,
  findPerson,
  keepLoginAttempt,
  openLoginSession,
  takeLoginAttempt,
  useOnce,
} from '@passerelle/store';
import { html } from '@passerelle/html';
import { urlencoded, type Express, type Request, type Response } from 'express';
import { answering, sentences, type Web } from '../web/web.ts';
import { loggedIn } from './logged-in.ts';
import { callbackPath, type Login } from './login-service.ts';
import { returnPath } from './return-path.ts';
import { isCsrfToken, newSecret, seal } from './secrets.ts';

/** Seconds within which somebody must have come back from the login service. */
const attemptLifetime = 900;
/** Seconds after which everybody logs in anew, whatever the login service thinks of it. */
const sessionLifetime = 12 * 3600;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

/** Sends somebody to the login service, to come back to this path. */
export async function sendToLogin(web: Web, request: Request, response: Response, returnTo: string): Promise<void> {
  const { engine, service, attempt } = web;
  let begun;
  try {
    begun = await service.begin();
  } catch (error) {
    engine.logger.error({ error: String(error) }, 'the login service cannot be reached');
    loginDown(web, request, response);
    return;
  }
  const secret = newSecret();
  await keepLoginAttempt(engine.store, secret, { ...begun, returnTo }, inSeconds(attemptLifetime));
  attempt.write(response, secret, attemptLifetime);
  response.redirect(303, begun.url);
}

export function loginDown(web: Web, request: Request, response: Response): void {
  const { texts, page } = answering(web, request, response);
  response.setHeader('Retry-After', '60');
  page({ status: 503, title: texts.loginDownTitle, body: sentences(texts.loginDown, texts.loginDownDo) });
}

export function loginRoutes(app: Express, web: Web): void {
  const form = urlencoded({ extended: false, limit: '20kb' });
  app.get('/login', async (request, response) => {
    const to = returnPath(request.query['to'], web.options.publicUrl);
    if ((await loggedIn(web, request, response)) !== null) response.redirect(303, to);
    else await sendToLogin(web, request, response, to);
  });
  app.get(callbackPath, (request, response) => comeBack(web, request, response));
  app.post('/logout', form, (request, response) => logOut(web, request, response));
  app.post('/login/backchannel', form, (request, response) => toldLogOut(web, request, response));
}

async function comeBack(web: Web, request: Request, response: Response): Promise<void> {
  const { engine, service, attempt, options } = web;
  const { texts, page } = answering(web, request, response);
  const secret = attempt.read(request);
  attempt.clear(response);
  const begun = secret === null ? null : await takeLoginAttempt(engine.store, secret);
  const again = (to: string) =>
    html`<p><a class="button" href="/login?to=${encodeURIComponent(to)}">${texts.tryAgain}</a></p>`;
  if (begun === null) {
    page({
      status: 400,
      title: texts.loginStaleTitle,
      body: html`<p>${texts.loginStale}</p>
        ${again('/')}`,
    });
    return;
  }
  if (request.query['error'] !== undefined && request.query['state'] === begun.state) {
    const error = request.query['error'];
    engine.logger.warn({ error: typeof error === 'string' ? error : 'unknown' }, 'the login service let nobody in');
    page({
      status: 403,
      title: texts.loginRefusedTitle,
      body: html`<p>${texts.loginRefused}</p>
        ${again(begun.returnTo)}`,
    });
    return;
  }
  let login: Login;
  try {
    login = await service.finish(new URL(request.originalUrl, options.publicUrl), begun);
  } catch (error) {
    engine.logger.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'a login could not be finished');
    page({
      status: 400,
      title: texts.loginStaleTitle,
      body: html`<p>${texts.loginStale}</p>
        ${again(begun.returnTo)}`,
    });
    return;
  }
  const person =
    login.person !== null && uuid.test(login.person) ? await findPerson(engine.store, personId(login.person)) : null;
  if (person === null || person.state !== 'active') {
    const lines = person === null ? [texts.unknownPerson, texts.unknownPersonDo] : [texts.notActive, texts.notActiveDo];
    page({ status: 403, title: texts.loginRefusedTitle, body: sentences(...lines) });
    return;
  }
  // A new secret at every login: one that somebody else has put into this browser opens nothing (session fixation).
  const fresh = newSecret();
  const { idToken, refreshToken, email, emailVerified, subject, sid } = login;
  await openLoginSession(engine.store, fresh, {
    person: person.id,
    issuer: service.issuer,
    subject,
    sid,
    sealed: seal(fresh, { idToken, refreshToken, email, emailVerified }),
    expiresAt: inSeconds(sessionLifetime),
  });
  const before = web.session.read(request);
  if (before !== null) await endLoginSession(engine.store, before);
  web.session.write(response, fresh, sessionLifetime);
  response.redirect(303, begun.returnTo);
}

async function logOut(web: Web, request: Request, response: Response): Promise<void> {
  const { engine, service, session } = web;
  const who = await loggedIn(web, request, response).catch(() => null);
  const secret = session.read(request);
  if (who === null || secret === null) {
    if (secret !== null) await endLoginSession(engine.store, secret);
    session.clear(response);
    response.redirect(303, '/');
    return;
  }
  if (!isCsrfToken(secret, formField(request, 'csrf'))) {
    forged(web, request, response);
    return;
  }
  await endLoginSession(engine.store, secret);
  session.clear(response);
  const onward = await service.logOutUrl(who.kept.idToken).catch(() => null);
  response.redirect(303, onward ?? '/');
}

/** OpenID Connect Back-Channel Logout 1.0, section 2.8: 200 when it was done, 400 when the token is not one. */
async function toldLogOut({ engine, service }: Web, request: Request, response: Response): Promise<void> {
  const token = formField(request, 'logout_token');
  try {
    const told = await service.readLogOut(token);
    if (!(await useOnce(engine.store, `logout:${service.issuer}`, told.id, told.expiresAt)))
      throw new Error('this log-out token was used before');
    if (told.sid !== null) await endLoginSessions(engine.store, service.issuer, { sid: told.sid });
    else if (told.subject !== null) await endLoginSessions(engine.store, service.issuer, { subject: told.subject });
    response.status(200).json({});
  } catch (error) {
    engine.logger.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'a told log-out was refused');
    response.status(400).json({ error: 'invalid_request' });
  }
}

/** One field of a form; empty when it is absent, or there more than once. */
export function formField(request: Request, name: string): string {
  const body: unknown = request.body;
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** A form that did not come from a page of ours. */
export function forged(web: Web, request: Request, response: Response): void {
  const { texts, page } = answering(web, request, response);
  page({ status: 403, title: texts.forgedTitle, body: sentences(texts.forged) });
}
