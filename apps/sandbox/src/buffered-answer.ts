import { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpAnswer } from './http-exchange.ts';

/** A listener of node:http, which may return a promise. */
type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;

/** The same request with its body readable (again), since the host has read the original to its end. */
const replay = (req: IncomingMessage, body: Buffer): IncomingMessage => {
  const copy = new IncomingMessage(req.socket);
  copy.httpVersion = req.httpVersion;
  copy.httpVersionMajor = req.httpVersionMajor;
  copy.httpVersionMinor = req.httpVersionMinor;
  if (req.method !== undefined) copy.method = req.method;
  if (req.url !== undefined) copy.url = req.url;
  copy.rawHeaders = req.rawHeaders;
  copy.headers = req.headers;
  copy.complete = true;
  if (body.length > 0) copy.push(body);
  copy.push(null);
  return copy;
};

const toBuffer = (chunk: unknown, encoding: unknown): Buffer => {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
};

const callbackIn = (values: readonly unknown[]): (() => void) | undefined => {
  for (const value of values) if (typeof value === 'function') return () => void Reflect.apply(value, undefined, []);
  return undefined;
};

type HeaderPair = readonly [name: string, value: string | number | readonly string[]];

/** The header object of a call of `writeHead`. Its array form is not used by Express and not understood here. */
const headersIn = (values: readonly unknown[]): HeaderPair[] => {
  const given: unknown = values.find((value) => typeof value === 'object' && value !== null);
  if (Array.isArray(given)) throw new TypeError('writeHead with an array of headers is not supported by the stand-ins');
  return Object.entries(given ?? {}).flatMap(([name, value]: [string, unknown]): HeaderPair[] => {
    if (typeof value === 'string' || typeof value === 'number') return [[name, value]];
    return Array.isArray(value) ? [[name, value.map(String)]] : [];
  });
};

/**
 * Runs a handler (an Express application, or any listener of node:http) and keeps its answer instead of sending it.
 * Own properties, not a subclass: Express replaces the prototype of the response that it is given.
 */
export const bufferedAnswer = (handler: Handler, req: IncomingMessage, body: Buffer): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const res = new ServerResponse(req);
    const chunks: Buffer[] = [];
    let ended = false;
    res.write = (chunk: unknown, ...rest: unknown[]) => {
      chunks.push(toBuffer(chunk, rest[0]));
      callbackIn(rest)?.();
      return true;
    };
    res.writeHead = (status: number, ...rest: unknown[]) => {
      res.statusCode = status;
      for (const [name, value] of headersIn(rest)) res.setHeader(name, value);
      return res;
    };
    res.flushHeaders = () => undefined;
    res.end = (...values: unknown[]) => {
      if (ended) return res;
      ended = true;
      if (typeof values[0] !== 'function') chunks.push(toBuffer(values[0], values[1]));
      const headers: HttpAnswer['headers'] = {};
      for (const [name, value] of Object.entries(res.getHeaders())) if (value !== undefined) headers[name] = value;
      resolve({ status: res.statusCode, headers, body: Buffer.concat(chunks) });
      callbackIn(values)?.();
      res.emit('finish');
      return res;
    };
    try {
      void Promise.resolve(handler(replay(req, body), res)).catch(reject);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
