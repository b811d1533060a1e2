import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Platform } from '../platform.ts';
import { badRequest, noSuchPath, notAllowed, notCovered, Refusal, unauthorized, type Answer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { paramsOf, type Params } from './params.ts';
import type { LoggedRequest } from './request-log.ts';
import { endpointFinder } from './route-finding.ts';

export interface DispatchParts {
  readonly platform: Platform;
  readonly endpoints: readonly Endpoint[];
  readonly record: (request: LoggedRequest) => void;
  /** Waits as long as the real server takes. */
  readonly slow: (method: string) => Promise<void>;
}

const root = '/3.1';

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const isKnown = ({ options }: Platform, header: string | undefined): boolean => {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  const given = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  return same(given, `${options.credentials.user}:${options.credentials.password}`);
};

const read = (url: URL, type: string, body: string): Params => {
  try {
    return paramsOf(url.searchParams, type, body);
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest('Could not parse JSON body');
    throw error;
  }
};

const languageOf = (url: URL, req: IncomingMessage, fallback: 'fr' | 'en'): 'fr' | 'en' => {
  const asked = url.searchParams.get('lang') ?? req.headers['accept-language']?.slice(0, 2);
  return asked === 'fr' || asked === 'en' ? asked : fallback;
};

/** Answers every request: below `/3.1` as Mailman's REST interface, elsewhere with the sandbox's own pages. */
export const dispatch = ({ platform, endpoints, record, slow }: DispatchParts): RequestListener => {
  const find = endpointFinder(endpoints);
  const handle = (req: IncomingMessage, body: string): Answer => {
    const url = new URL(req.url ?? '/', platform.url());
    const method = req.method ?? 'GET';
    const isRest = url.pathname === root || url.pathname.startsWith(`${root}/`);
    if (isRest && !isKnown(platform, req.headers.authorization)) throw unauthorized();
    const path = isRest ? url.pathname.slice(root.length) : url.pathname;
    const found = find(method, path.length > 1 ? path.replace(/\/$/, '') : path, !isRest);
    if (found === 'wrong-method') throw notAllowed();
    // A path that the real server has no idea of, told apart from one that this stand-in has not got.
    if (found === undefined)
      throw /\/templates$/.test(path) || !isRest ? noSuchPath() : notCovered(`${method} ${path}`);
    const answer = found.endpoint.handle({
      platform,
      params: read(url, req.headers['content-type'] ?? '', body),
      path(name) {
        const value = found.path[name];
        if (value === undefined) throw new Error(`the path has no part ${name}`);
        return value;
      },
      linkTo: (to) => `${platform.url()}${root}/${to}`,
      language: languageOf(url, req, platform.options.language ?? 'fr'),
    });
    if (method !== 'GET') platform.changed();
    return answer;
  };
  return (req, res) => {
    void (async () => {
      const body = await bodyOf(req);
      let answer: Answer;
      try {
        answer = handle(req, body);
      } catch (error) {
        if (error instanceof Refusal) answer = error.answer;
        else {
          const description = error instanceof Error ? error.message : String(error);
          answer = {
            status: 500,
            json: { title: '500 Internal Server Error', description: `the sandbox failed: ${description}` },
          };
        }
      }
      await slow(req.method ?? 'GET');
      record({ method: req.method ?? 'GET', path: req.url ?? '', status: answer.status });
      res.statusCode = answer.status;
      if (answer.location !== undefined) res.setHeader('location', answer.location);
      if (answer.html !== undefined) {
        res.setHeader('content-type', 'text/html; charset=utf-8');
        res.end(answer.html);
      } else if (answer.json === undefined) res.end();
      else {
        res.setHeader('content-type', 'application/json');
        res.end(JSON.stringify(answer.json));
      }
    })();
  };
};
