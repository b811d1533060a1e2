import type { IncomingMessage, RequestListener } from 'node:http';
import type { Platform } from '../platform.ts';
import { purgeUnactivated } from '../users/purge-unactivated.ts';
import {
  emptyBody,
  invalidAccess,
  notCovered,
  notFound,
  notLoggedIn,
  readOnly,
  Refusal,
  type Answer,
} from './answer.ts';
import { authenticate, type Credentials } from './authentication.ts';
import { sessionCookie } from './cookies.ts';
import { isStaff, type Call, type Caller, type Endpoint } from './endpoint.ts';
import { paramsOf, requestParams } from './params.ts';
import type { Recorder } from './request-log.ts';
import { endpointFinder } from './route-finding.ts';

export interface Dispatch {
  readonly platform: Platform;
  readonly endpoints: readonly Endpoint[];
  readonly record: Recorder['record'];
  /** Waits as long as this kind of request takes. */
  readonly slow: (kind: string | null) => Promise<void>;
}

const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const credentialsOf = (req: IncomingMessage): Credentials => ({
  apiKey: header(req, 'api-key'),
  apiUsername: header(req, 'api-username'),
  apiUserId: header(req, 'api-user-id'),
  apiUserExternalId: header(req, 'api-user-external-id'),
  sessionToken: sessionCookie(req.headers.cookie, header(req, 'host') ?? ''),
});

const slowDown = ({ code, seconds }: { readonly code: string; readonly seconds: number }): Answer => ({
  status: 429,
  type: 'text/plain; charset=utf-8',
  text: `Slow down, too many requests from this IP address.\nPlease retry again in ${seconds} seconds.\nError code: ${code}.`,
  headers: { 'retry-after': String(seconds), 'discourse-rate-limit-error-code': code },
});

/** What stands for an endpoint where there is none: to find out whether the credentials are any good at all. */
const nowhere = (method: string): Endpoint => ({
  method: method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : 'GET',
  pattern: '',
  action: '',
  handle: () => emptyBody(),
});

const mayEnter = (endpoint: Endpoint, caller: Caller): boolean => {
  if (endpoint.for === undefined) return true;
  if (caller.user === null) return false;
  if (endpoint.for === 'admin') return caller.user.admin;
  return endpoint.for === 'user' || isStaff(caller.user);
};

/** The body of a request; the host has read it already, so this never waits for the network. */
const bodyOf = async (req: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

/** Serves every request: limits, who calls, whether they may, what they asked for. */
export const dispatch = ({ platform, endpoints, record, slow }: Dispatch): RequestListener => {
  const find = endpointFinder(endpoints);
  const daily = purgeUnactivated(platform);

  const handle = (call: Call, endpoint: Endpoint, req: IncomingMessage): Answer => {
    const { caller } = call;
    const admin = endpoint.pattern.startsWith('/admin/');
    if (!mayEnter(endpoint, caller)) {
      if (admin) throw notFound();
      throw caller.user === null ? notLoggedIn() : invalidAccess();
    }
    if (caller.kind === 'session' && endpoint.method !== 'GET' && endpoint.page !== true) {
      const expected = platform.sessions.find(caller.token)?.csrf;
      if (header(req, 'x-csrf-token') !== expected) throw new Refusal({ status: 403, json: ['BAD CSRF'] });
    }
    if (platform.limits.readOnly && endpoint.method !== 'GET' && endpoint.inReadOnly !== true) throw readOnly();
    const asPage = endpoint.method === 'GET' && endpoint.page !== true && !call.wantsJson;
    if (asPage && endpoint.html !== undefined) return endpoint.html(call);
    if (platform.settings.loginRequired && caller.user === null && endpoint.page !== true) throw notLoggedIn();
    if (asPage) {
      // A GET without JSON being asked for gets the page that the browser application starts from.
      return { status: 200, text: '<!DOCTYPE html><title>Discourse</title><div id="main"></div>' };
    }
    return endpoint.handle(call);
  };

  const answerTo = async (
    req: IncomingMessage,
  ): Promise<{ answer: Answer; found: Endpoint | null; caller: Caller | null }> => {
    daily();
    const method = req.method ?? 'GET';
    const url = new URL(req.url ?? '/', 'http://discourse.invalid');
    const path = url.pathname.replace(/\.json$/, '');
    if (platform.limits.perAddress) {
      const broken = platform.addressLimits.take(req.socket.remoteAddress ?? 'unknown');
      if (broken !== null) return { answer: slowDown(broken), found: null, caller: null };
    }
    const found = find(method, path);
    const endpoint = found?.endpoint ?? nowhere(method);
    const bag = await requestParams(url.searchParams, header(req, 'content-type') ?? '', await bodyOf(req));
    const params = paramsOf({ ...bag, ...found?.path });
    let caller: Caller | null = null;
    try {
      const credentials = credentialsOf(req);
      try {
        caller =
          found === undefined && credentials.apiKey !== undefined
            ? authenticate(platform, credentials, { ...endpoint, action: 'session#scopes' }, params)
            : authenticate(platform, credentials, endpoint, params);
      } catch (error) {
        // The constraint on administrators' routes swallows a wrong key: the route is then simply not there (facts §1).
        if (error instanceof Refusal && error.answer.status === 403 && path.startsWith('/admin')) throw notFound();
        throw error;
      }
      if (found === undefined) throw notCovered(`${method} ${path}`);
      if (bag === null) throw new Refusal({ status: 400, json: { status: 400, error: 'Bad Request' } });
      const call: Call = {
        platform,
        caller,
        params,
        path: (name) => found.path[name] ?? '',
        query: url.searchParams,
        headers: {
          host: header(req, 'host') ?? '',
          userAgent: header(req, 'user-agent') ?? '',
          origin: header(req, 'origin') ?? '',
          acceptLanguage: header(req, 'accept-language') ?? '',
          sessionToken: credentials.sessionToken,
        },
        wantsJson: url.pathname.endsWith('.json') || (header(req, 'accept') ?? '').includes('json'),
      };
      return { answer: handle(call, found.endpoint, req), found: found.endpoint, caller };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { answer: error.answer, found: found?.endpoint ?? null, caller };
    } finally {
      if (method !== 'GET') platform.changed();
    }
  };

  return (req, res) => {
    void answerTo(req)
      .catch((error: unknown) => {
        const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.emitWarning(`the sandbox's Discourse failed: ${what}`);
        const answer: Answer = { status: 500, json: { status: 500, error: 'the stand-in failed' } };
        return { answer, found: null, caller: null };
      })
      .then(async ({ answer, found, caller }) => {
        const kind = found === null ? null : `${found.method} ${found.pattern}`;
        await slow(kind);
        const refused = answer.json !== undefined && isFailure(answer.json);
        record(req.method ?? 'GET', req.url ?? '/', answer.status, kind, refused);
        const headers: Record<string, string> = { 'cache-control': 'no-cache, no-store', ...answer.headers };
        if (found !== null) {
          headers['x-discourse-route'] = found.action.replace(/^.*\/(?=[^/]*#)/, '').replace('#', '/');
        }
        if (caller?.user) headers['x-discourse-username'] = caller.user.username;
        if (platform.limits.readOnly) headers['discourse-readonly'] = 'true';
        if (answer.json !== undefined) headers['content-type'] = 'application/json; charset=utf-8';
        else if (answer.text !== undefined) headers['content-type'] ??= answer.type ?? 'text/html; charset=utf-8';
        res.writeHead(answer.status, headers);
        res.end(answer.json === undefined ? (answer.text ?? '') : JSON.stringify(answer.json));
      });
  };
};

/** `POST /users` refuses with 200 and `success: false`. */
const isFailure = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'success' in value && value.success === false;
