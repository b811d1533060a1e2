import { createServer, type Server } from 'node:net';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { ConnectorError } from '../contract/error.ts';
import { testCall } from '../testing/index.ts';
import { createHttpClient, type HttpClientOptions } from './undici-client.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return `http://127.0.0.1:${address.port}/path?secret=hidden`;
};
const web = async (handler: RequestListener): Promise<string> => {
  const server = createHttpServer(handler);
  cleanups.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return listen(server);
};
/** Answers the first bytes of a request with exactly these bytes and then cuts. */
const raw = async (answer: string): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (answer === '' ? socket.resetAndDestroy() : socket.end(answer)));
  });
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return listen(server);
};
const client = (options?: HttpClientOptions) => {
  const made = createHttpClient(options);
  cleanups.push(() => made.close());
  return made;
};
const failure = async (sent: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await sent.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error('not a ConnectorError', { cause: error });
  return error;
};
const get = { name: 'test: read', method: 'GET' } as const;

test('an answer comes back whole, a redirect is an answer, and cookies are neither kept nor shown', async () => {
  const cookies: (string | undefined)[] = [];
  const url = await web((req, res) => {
    cookies.push(req.headers.cookie);
    res.writeHead(302, { location: '/elsewhere', 'set-cookie': 'session=abc', 'X-Some': 'thing' });
    res.end('Élève');
  });
  const http = client();
  const call = testCall();
  await http.send({ ...get, url }, call);
  const response = await http.send({ ...get, url, bucket: 'edits' }, call);
  expect(response).toMatchObject({ status: 302, text: 'Élève' });
  expect(response.headers).toMatchObject({ location: '/elsewhere', 'x-some': 'thing' });
  expect(response.headers).not.toHaveProperty('set-cookie');
  expect(cookies).toEqual([undefined, undefined]);
  expect(call.asked).toEqual([null, 'edits']);
  expect(call.outcomes).toEqual(['answered', 'answered']);
});

test('method, headers and body reach the platform, WebDAV methods included', async () => {
  const seen: unknown[] = [];
  const url = await web((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      seen.push([req.method, req.headers['x-test'], body]);
      res.end();
    });
  });
  const http = client();
  await http.send({ name: 'a', method: 'PROPFIND', url, headers: { 'x-test': '1' }, body: '<x/>' }, testCall());
  await http.send({ name: 'b', method: 'MKCALENDAR', url, body: new TextEncoder().encode('ü') }, testCall());
  expect(seen).toEqual([
    ['PROPFIND', '1', '<x/>'],
    ['MKCALENDAR', undefined, 'ü'],
  ]);
});

test('401 is told as a refused credential, even when its body breaks off', async () => {
  const call = testCall();
  await client().send({ ...get, url: await web((_, res) => res.writeHead(401).end('no')) }, call);
  const cut = await raw('HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\n\r\nno');
  await failure(client().send({ ...get, url: cut }, call));
  expect(call.outcomes).toEqual(['unauthorized', 'unauthorized']);
});

test('a refused connection and an unknown host are unreachable, for the whole target', async () => {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const call = testCall();
  for (const dead of [url, 'http://nowhere.invalid/']) {
    const error = await failure(client().send({ ...get, url: dead }, call));
    expect(error).toMatchObject({ code: 'unreachable', retry: 'backoff', scope: 'target', request: 'test: read' });
    expect(error.message).not.toContain('hidden');
  }
  expect(call.outcomes).toEqual(['failed', 'failed']);
});

test('a reset before the answer is unreachable', async () => {
  expect(await failure(client().send({ ...get, url: await raw('') }, testCall()))).toMatchObject({
    code: 'unreachable',
    scope: 'target',
  });
});

test.each([
  ['content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this'],
  ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ['bad chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
])('a body that breaks off is never taken for an answer: %s', async (_, answer) => {
  const call = testCall();
  const error = await failure(client().send({ ...get, url: await raw(answer) }, call));
  expect(error).toMatchObject({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation' });
  expect(call.outcomes).toEqual(['failed']);
});

test('no answer, and a body that never ends, are timeouts', async () => {
  const mute = await web(() => undefined);
  const endless = await web((_, res) => res.writeHead(200, { 'content-length': '10' }).write('a'));
  const http = client({ timeout: 60 });
  for (const url of [mute, endless]) {
    expect(await failure(http.send({ ...get, url }, testCall()))).toMatchObject({ code: 'timeout', retry: 'backoff' });
  }
});

test('a request that is asked to stop ends as aborted, before and during the exchange', async () => {
  const controller = new AbortController();
  const url = await web(() => controller.abort());
  const call = testCall({ signal: controller.signal });
  expect(await failure(client().send({ ...get, url }, call))).toMatchObject({ code: 'aborted' });
  expect(await failure(client().send({ ...get, url }, call))).toMatchObject({ code: 'aborted' });
  expect(call.asked).toHaveLength(1);
  expect(call.outcomes).toEqual(['failed']);
});

test('a body over the limit is cut off while it streams', async () => {
  let written = 0;
  const url = await web((_, res) => {
    const chunk = Buffer.alloc(16_384);
    const more = (): void => {
      while (!res.destroyed && res.write(chunk)) written += chunk.length;
      if (!res.destroyed) res.once('drain', more);
    };
    more();
  });
  const error = await failure(client().send({ ...get, url, maxBytes: 1000 }, testCall()));
  expect(error).toMatchObject({ code: 'unexpected-answer', retry: 'never' });
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('nothing is sent when the call says no', async () => {
  let requests = 0;
  const url = await web((_, res) => {
    requests += 1;
    res.end();
  });
  const rationed = new ConnectorError({ code: 'rationed', retry: { at: 5 }, scope: 'operation', request: 'x' });
  const call = testCall({
    onBefore: () => {
      throw rationed;
    },
  });
  expect(await failure(client().send({ ...get, url }, call))).toBe(rationed);
  expect(requests).toBe(0);
  expect(call.outcomes).toEqual([]);
});

test('the proxy given in the options is used, and none from the environment', async () => {
  const seen: (string | undefined)[] = [];
  const proxy = await web((req, res) => {
    seen.push(req.url);
    res.end('through the proxy');
  });
  const http = client({ proxy: new URL(proxy).origin });
  const response = await http.send({ ...get, url: 'http://platform.invalid/x' }, testCall());
  expect(response.text).toBe('through the proxy');
  expect(seen).toEqual(['http://platform.invalid/x']);
  process.env['HTTP_PROXY'] = new URL(proxy).origin;
  cleanups.push(() => Promise.resolve(delete process.env['HTTP_PROXY']));
  expect(await failure(client().send({ ...get, url: 'http://platform.invalid/x' }, testCall()))).toMatchObject({
    code: 'unreachable',
  });
});
