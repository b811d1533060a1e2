import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { bufferedAnswer } from './buffered-answer.ts';
import type { HttpAnswer, HttpExchange, HttpMiddleware } from './http-exchange.ts';

export type { HttpAnswer, HttpExchange, HttpMiddleware } from './http-exchange.ts';

export interface HttpHostOptions {
  /** An Express application or any listener of node:http. It may read the request's body as usual. */
  readonly handler: RequestListener;
  /** Called round every request; see {@link HttpExchange} for the moments at which it can interfere. */
  readonly middleware?: HttpMiddleware | undefined;
  /** Wanted port; 0 (the default) takes any. A wanted port that is taken falls back to any other one. */
  readonly port?: number | undefined;
  /** Address to listen on; the loopback by default. */
  readonly host?: string | undefined;
}

export interface HttpHost {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Larger requests are answered 413 and not shown to the platform: a stand-in keeps everything in memory. */
const LARGEST_BODY = 64 * 1024 * 1024;

const readBody = async (req: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(Buffer.from(chunk));
  }
  return size <= LARGEST_BODY ? Buffer.concat(chunks) : null;
};

const plain = (status: number, text: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(text),
});

const written = (res: ServerResponse, answer: HttpAnswer, bytes: number): Promise<void> =>
  new Promise((resolve) => {
    if (res.closed || res.socket === null || res.socket.destroyed) {
      // The client has gone away meanwhile: there is nobody to send to.
      resolve();
      return;
    }
    const headers = { ...answer.headers };
    delete headers['transfer-encoding'];
    // A 204 and a 304 have no body, and must not announce one (RFC 9110, 8.6).
    if (answer.status !== 204 && answer.status !== 304) headers['content-length'] ??= answer.body.length;
    res.writeHead(answer.status, headers);
    res.once('close', resolve);
    const body = answer.body.subarray(0, bytes);
    if (bytes >= answer.body.length) res.end(body, () => resolve());
    else if (body.length === 0) {
      res.flushHeaders();
      setImmediate(resolve);
    } else res.write(body, () => resolve());
  });

const exchangeOf = (req: IncomingMessage, res: ServerResponse, body: Buffer): HttpExchange => {
  let settled = false;
  return {
    req,
    body,
    response: null,
    get settled() {
      return settled;
    },
    async send() {
      if (settled) return;
      settled = true;
      await written(res, this.response ?? plain(500, 'no answer was made'), Number.POSITIVE_INFINITY);
    },
    async sendTruncated(bytes) {
      if (settled) return;
      settled = true;
      await written(res, this.response ?? plain(500, 'no answer was made'), bytes);
      req.socket.destroy();
    },
    destroySocket(how = 'reset') {
      settled = true;
      if (how === 'reset') req.socket.resetAndDestroy();
      else req.socket.destroy();
    },
  };
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (port !== 0 && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) resolve(listen(server, 0, host));
      else reject(error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Serves a handler on a loopback port, with every answer held back until the middleware has let it go. */
export const startHttpHost = async (options: HttpHostOptions): Promise<HttpHost> => {
  const host = options.host ?? '127.0.0.1';
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await readBody(req);
    const exchange = exchangeOf(req, res, body ?? Buffer.alloc(0));
    const handle = async (): Promise<void> => {
      exchange.response =
        body === null ? plain(413, 'the request is too large') : await bufferedAnswer(options.handler, req, body);
    };
    try {
      await (options.middleware === undefined ? handle() : options.middleware(exchange, handle));
    } catch (error) {
      exchange.response = plain(500, `the stand-in failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    await exchange.send();
  };
  const server = createServer((req, res) => {
    // Only reading the body can still fail here: the client has gone away, and there is nobody to answer.
    serve(req, res).catch(() => req.socket.destroy());
  });
  // Clients keep connections open; a stand-in must not close one under a request that is on its way.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port ?? 0, host);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }));
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port, stop };
};
