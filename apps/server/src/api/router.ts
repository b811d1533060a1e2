import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { UnknownSubject } from '@passerelle/engine';
import { Refusal } from '@passerelle/store';
import { json, Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { LoginServiceDown } from '../login/logged-in.ts';
import type { Api } from './api.ts';
import { callerOf } from './caller/caller-of.ts';
import type { Caller } from './caller/caller.ts';
import type { Endpoint, Frame, Raw } from './endpoint.ts';
import { openApiRoute } from './openapi/openapi-route.ts';
import { Problem, problemDocument } from './problem/problem.ts';
import { problems } from './problem/problems.ts';
import { demand } from './rights/roles-of.ts';
import type { EventStream } from './stream-endpoint.ts';
import { languageAsked } from './words/language-asked.ts';

const methods = ['get', 'post', 'put', 'delete'] as const;

/** The routes of `/api`: one for each endpoint, and a problem document for everything else. */
export function apiRouter(api: Api, endpoints: readonly Endpoint[]): Router {
  const router = Router();
  router.use((request, response, next) => {
    response.setHeader('Vary', 'Accept-Language, Authorization, Cookie');
    response.setHeader('Content-Language', languageAsked(request, api.web.options.language));
    next();
  });
  openApiRoute(router, endpoints);
  const body = json({ limit: '100kb', strict: false, type: ['application/json', 'application/*+json'] });
  const byPath = Map.groupBy(endpoints, ({ path }) => path);
  for (const [path, here] of byPath) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const endpoint of here) {
      const handlers: RequestHandler[] = endpoint.schemas.body === null ? [] : [isJson, body];
      route[endpoint.method](...handlers, (request, response) => answer(api, endpoint, request, response));
    }
    const known = methods.filter((method) => here.some((endpoint) => endpoint.method === method));
    route.all((_, response) => {
      response.setHeader('Allow', known.map((method) => method.toUpperCase()).join(', '));
      throw new Problem('not-done-here');
    });
  }
  router.use(() => {
    throw new Problem('nothing-here');
  });
  const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(api, request, response, problemOf(api, request, error));
  };
  router.use(failed);
  return router;
}

const isJson: RequestHandler = (request, _, next) => {
  if (request.is(['application/json', 'application/*+json']) === false) throw new Problem('not-json');
  next();
};

async function answer(api: Api, endpoint: Endpoint, request: Request, response: Response): Promise<void> {
  const caller = await callerOf(api.web, api.bearer, request, response);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const params = Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]));
  const raw: Raw = { params, query: { ...request.query }, body: request.body as unknown };
  const checked = endpoint.paramsOf(raw);
  // Whoever has not said who they are is not even told what an address must look like.
  if (checked === null)
    throw new Problem(
      caller.kind === 'nobody' && !endpoint.rule.may.includes('nobody') ? 'not-logged-in' : 'nothing-here',
    );
  await demand(api, caller, endpoint.rule, checked);
  const document = await endpoint.run(frameOf(api, caller, request, gone.signal), raw);
  if (endpoint.streams === true) {
    const stopped = setInterval(() => isServing(request) || gone.abort(), 1_000);
    response.on('close', () => clearInterval(stopped));
    await sendEvents(response, document as EventStream);
    return;
  }
  const text = JSON.stringify(document);
  if (endpoint.method === 'get') {
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    response.setHeader('ETag', tag);
    if ((request.headers['if-none-match'] ?? '').split(/\s*,\s*/).includes(tag)) {
      response.status(304).end();
      return;
    }
  }
  response.status(200).type('application/json').send(text);
}

/** Server-sent events (WHATWG HTML §9.2): whoever is cut off asks again by itself. */
async function sendEvents(response: Response, { event, texts }: EventStream): Promise<void> {
  response.status(200).setHeader('Content-Type', 'text/event-stream');
  response.flushHeaders();
  for await (const text of texts) response.write(`event: ${event}\ndata: ${text}\n\n`);
  response.end();
}

/** A server that is being stopped waits for every answer: one without an end must notice. */
function isServing({ socket }: Request): boolean {
  const server: unknown = Reflect.get(socket, 'server');
  return typeof server !== 'object' || server === null || Reflect.get(server, 'listening') !== false;
}

function frameOf(api: Api, caller: Caller, request: Request, signal: AbortSignal): Frame {
  const language = languageAsked(request, api.web.options.language);
  return {
    api,
    caller,
    who: () => {
      if (caller.kind === 'nobody') throw new Problem('not-logged-in');
      return caller;
    },
    language,
    say: api.speakers[language],
    ifMatch: /^"([\w-]{1,100})"$/.exec(request.headers['if-match'] ?? '')?.[1] ?? null,
    signal,
  };
}

function problemOf({ engine }: Api, request: Request, error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) return new Problem('refused', { reasons: error.reasons });
  if (error instanceof UnknownSubject) return new Problem('nothing-here');
  if (error instanceof LoginServiceDown) {
    engine.logger.warn({ error: String(error.cause) }, 'the login service cannot be asked');
    return new Problem('login-down');
  }
  // What Express and its parsers refuse: not decodable, cut off, too large.
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
  if (status === 413) return new Problem('too-large');
  if (status === 415) return new Problem('not-json');
  if (typeof status === 'number' && status >= 400 && status < 500 && STATUS_CODES[status] !== undefined)
    return new Problem('malformed');
  engine.logger.error(
    { error, path: request.baseUrl + request.path, method: request.method },
    'a request to the API failed',
  );
  return new Problem('failed');
}

function sendProblem(api: Api, request: Request, response: Response, problem: Problem): void {
  const language = languageAsked(request, api.web.options.language);
  const say = api.speakers[language];
  const base = api.web.options.publicUrl;
  if (problem.code === 'login-down') response.setHeader('Retry-After', '60');
  if (problem.code === 'not-logged-in') response.setHeader('WWW-Authenticate', 'Bearer');
  if (problem.code === 'token-refused') response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
  response
    .status(problems[problem.code])
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem, { language, base, reasonOf: (reason) => say(reason).text })));
}
