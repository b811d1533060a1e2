import { rootCertificates } from 'node:tls';
import { Agent, ProxyAgent, request as send, type Dispatcher } from 'undici';
import type { Call } from '../contract/call.ts';
import { ConnectorError, isConnectorError } from '../contract/error.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import { deadlineOf } from './deadline.ts';
import { abortedError, networkError, timeoutError } from './network-error.ts';

export interface HttpClientOptions {
  /** Milliseconds until the end of the answer where the request says nothing; 30,000. */
  readonly timeout?: number;
  /** Largest body accepted where the request says nothing, in bytes; 64 MiB. */
  readonly maxBytes?: number;
  /** Connections kept to one origin; 8. */
  readonly connections?: number;
  /** Milliseconds to build a connection; 10,000. */
  readonly connectTimeout?: number;
  /** PEM certificates to trust besides the usual ones: the institution's own authority. Verification cannot be turned off. */
  readonly ca?: string;
  /** Proxy, as `http://proxy.example:3128`. Never read from the environment. */
  readonly proxy?: string;
}

const defaults = { timeout: 30_000, maxBytes: 64 * 1024 * 1024, connections: 8, connectTimeout: 10_000 };

const dispatcherOf = (options: HttpClientOptions): Dispatcher => {
  // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED=0 has no say here.
  const tls = {
    rejectUnauthorized: true,
    ...(options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] }),
  };
  const timeout = options.connectTimeout ?? defaults.connectTimeout;
  // HTTP/1.1 only: platforms behind Apache and PHP gain nothing from HTTP/2, and one broken session would fail every request on it.
  // undici's own time limits are off: the deadline of each request covers both.
  const common = {
    connections: options.connections ?? defaults.connections,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { ...tls, timeout },
  };
  if (options.proxy === undefined) return new Agent(common);
  return new ProxyAgent({
    ...common,
    uri: options.proxy,
    requestTls: { ...tls, timeout },
    proxyTls: { ...tls, timeout },
  });
};

/** A session cookie is a secret, and no use to a client that keeps none. */
const plainHeaders = (headers: Dispatcher.ResponseData['headers']): Record<string, string> => {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'set-cookie') continue;
    plain[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
};

const readText = async (body: Dispatcher.ResponseData['body'], maxBytes: number, name: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > maxBytes) {
      const detail = `the answer is larger than ${maxBytes} bytes`;
      throw new ConnectorError({
        code: 'unexpected-answer',
        retry: 'never',
        scope: 'operation',
        request: name,
        detail,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
};

const stopIfAsked = (call: Call, name: string): void => {
  if (call.signal.aborted) throw abortedError(name);
};

/**
 * The one way to a platform over HTTP: connections are kept, redirects are answers, no cookies, no retry, TLS always verified.
 * `send` asks `call.before` first and tells `call.after` exactly once for each request that was sent.
 */
export const createHttpClient = (options: HttpClientOptions = {}): HttpClient => {
  const dispatcher = dispatcherOf(options);
  const exchange = async (request: HttpRequest, call: Call): Promise<HttpResponse> => {
    const timeout = request.timeout ?? options.timeout ?? defaults.timeout;
    const deadline = deadlineOf(call.signal, timeout);
    let stage: 'sending' | 'body' = 'sending';
    let status: number | null = null;
    try {
      const response = await send(request.url, {
        dispatcher,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal: deadline.signal,
      });
      stage = 'body';
      status = response.statusCode;
      const text = await readText(
        response.body,
        request.maxBytes ?? options.maxBytes ?? defaults.maxBytes,
        request.name,
      );
      call.after(status === 401 ? 'unauthorized' : 'answered');
      return { status, headers: plainHeaders(response.headers), text };
    } catch (error) {
      // A 401 whose body breaks off is still a refused credential.
      call.after(status === 401 ? 'unauthorized' : 'failed');
      if (isConnectorError(error)) throw error;
      if (deadline.expired()) throw timeoutError(request.name, timeout);
      stopIfAsked(call, request.name);
      throw networkError(request.name, stage, error);
    } finally {
      deadline.release();
    }
  };
  return {
    async send(request, call) {
      stopIfAsked(call, request.name);
      await call.before(request.bucket ?? null);
      stopIfAsked(call, request.name);
      return exchange(request, call);
    },
    close: () => dispatcher.destroy(),
  };
};
