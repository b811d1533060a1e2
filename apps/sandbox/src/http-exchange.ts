import type { IncomingMessage, OutgoingHttpHeader } from 'node:http';

/** An answer that has been worked out but not yet sent. Header names are in lower case. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, OutgoingHttpHeader>;
  body: Buffer;
}

/**
 * One request and what becomes of it, as a middleware sees it. The moments at which something can go wrong are:
 * before `next()` (the platform has not seen the request), after `await next()` (the effect has happened, `response`
 * holds the answer, the client has seen nothing), and after `await send()` (the client has the whole answer).
 */
export interface HttpExchange {
  /** The raw request. Its body has been read already: see `body`. */
  readonly req: IncomingMessage;
  readonly body: Buffer;
  /** Null until the platform has answered. Change or replace it to change what the client gets. */
  response: HttpAnswer | null;
  /** True once `send`, `sendTruncated` or `destroySocket` has been called: nothing more is sent after that. */
  readonly settled: boolean;
  /** Sends `response` now and resolves when the operating system has taken all of it. */
  send(): Promise<void>;
  /** Announces the whole body, sends only its first `bytes` bytes and cuts the connection. */
  sendTruncated(bytes: number): Promise<void>;
  /** Cuts the connection without an answer: `reset` (RST, ECONNRESET at the client) or `close` (FIN, "socket hang up"). */
  destroySocket(how?: 'reset' | 'close'): void;
}

/**
 * Called round every request, before anything else. Not calling `next` means that the platform never sees the request;
 * the middleware must then set `response`, cut the connection, or never return (a platform that hangs).
 */
export type HttpMiddleware = (exchange: HttpExchange, next: () => Promise<void>) => Promise<void>;
