import {
  loginAnswer,
  readDiscourseConnect,
  signDiscourseConnect,
  type DiscourseConnectRequest,
  type LoginRefusal,
} from '@passerelle/engine';
import { endLoginSession, useOnce } from '@passerelle/store';
import type { Express, Request, Response } from 'express';
import { loggedIn, LoginServiceDown, type LoggedIn } from '../login/logged-in.ts';
import { loginDown, sendToLogin } from '../login/login-routes.ts';
import { answering, sentences, type DoorOf, type Web } from '../web/web.ts';

/** Milliseconds for which a forum remembers its own nonce (facts/discourse.md §2). */
const nonceLifetime = 1_800_000;

type Asked = Extract<DiscourseConnectRequest, { readonly read: true }>;

/** `/forum/login` for the only forum, `/forum/<target>/login` for each. */
export function forumRoutes(app: Express, web: Web): void {
  const one = (request: Request, response: Response, named?: string): Promise<void> => {
    const forums = web.doors('forum');
    const forum =
      named === undefined && forums.length === 1 ? forums[0] : forums.find(({ target }) => target.id === named);
    if (forum !== undefined) return answer(web, forum, request, response);
    const { texts, page } = answering(web, request, response);
    page({ status: 404, title: texts.noForumTitle, body: sentences(texts.noForum) });
    return Promise.resolve();
  };
  app.get('/forum/login', (request, response) => one(request, response));
  app.get('/forum/:target/login', (request, response) => one(request, response, request.params['target']));
}

async function answer(web: Web, forum: DoorOf<'forum'>, request: Request, response: Response): Promise<void> {
  const { door } = forum;
  const asked = readDiscourseConnect({
    query: new URL(request.originalUrl, web.options.publicUrl).search,
    secret: door.secret,
    returnUrls: door.returnUrls,
  });
  if (!asked.read) {
    web.engine.logger.warn({ target: forum.target.id, because: asked.because }, "a forum's question was refused");
    const { texts, page } = answering(web, request, response);
    page({ status: 400, title: texts.forumQuestionTitle, body: sentences(texts.forumQuestion, texts.forumQuestionDo) });
    return;
  }
  try {
    const who = await loggedIn(web, request, response);
    // Whoever logs out of the forum is logged out here and at the login service: otherwise one click would let the next person in.
    if (asked.logout) await leave(web, door.url, who, response);
    else if (who !== null) await letIn(web, forum, { request, response, asked, who });
    // The forum only wants to know, and shows no page.
    else if (asked.silent) response.redirect(303, failed(asked, 'login_required'));
    else await sendToLogin(web, request, response, request.originalUrl);
  } catch (error) {
    if (!(error instanceof LoginServiceDown)) throw error;
    loginDown(web, request, response);
  }
}

async function leave(web: Web, forum: string, who: LoggedIn | null, response: Response): Promise<void> {
  if (who === null) {
    response.redirect(303, forum);
    return;
  }
  await endLoginSession(web.engine.store, who.secret);
  web.session.clear(response);
  response.redirect(303, (await web.service.logOutUrl(who.kept.idToken).catch(() => null)) ?? forum);
}

function failed({ returnUrl }: Asked, error: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('error', error);
  return url.href;
}

interface AtTheDoor {
  readonly request: Request;
  readonly response: Response;
  readonly asked: Asked;
  readonly who: LoggedIn;
}

async function letIn(web: Web, { target, door }: DoorOf<'forum'>, at: AtTheDoor): Promise<void> {
  const { request, response, asked, who } = at;
  const { engine } = web;
  const { email, emailVerified } = who.kept;
  const told = await loginAnswer(engine, {
    target: target.id,
    person: who.person.id,
    nonce: asked.nonce,
    returnUrl: asked.returnUrl,
    email: email === null ? null : { address: email, verified: emailVerified },
    accountGroup: door.accountGroup,
  });
  if (!told.answered) {
    refuse(web, door.url, told.because, at);
    return;
  }
  // Only now: a question whose answer was refused may be put again once the trouble is over.
  const isNew = await useOnce(
    engine.store,
    `discourse:${target.id}`,
    asked.nonce,
    new Date(engine.now() + nonceLifetime),
  );
  if (!isNew) {
    const { texts, page } = answering(web, request, response);
    page({
      status: 400,
      title: texts.forumQuestionTitle,
      body: sentences(texts.forumTwice, texts.forumQuestionDo),
      who,
    });
    return;
  }
  const { url } = signDiscourseConnect({ payload: told.payload, secret: door.secret, returnUrl: told.returnUrl });
  response.redirect(303, url);
}

const words = {
  'unknown-person': 'forumRefusedUnknown',
  suspended: 'notActive',
  departed: 'notActive',
  'stands-nowhere': 'forumRefusedNowhere',
  'account-ends': 'forumRefusedEnds',
  'address-unverified': 'forumRefusedUnverified',
  'address-of-another': 'forumRefusedAnother',
  'adoption-waits': 'forumRefusedAdoption',
} as const satisfies Record<LoginRefusal, string>;

function refuse(web: Web, forum: string, because: LoginRefusal, { request, response, who }: AtTheDoor): void {
  const { texts, say, page } = answering(web, request, response);
  web.engine.logger.info({ person: who.person.id, because }, 'a login to the forum was refused');
  const body = sentences(say(words[because], { forum }), texts.forumRefusedDo);
  page({ status: 403, title: texts.forumRefusedTitle, body, who });
}
