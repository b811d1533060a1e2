import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttpHost, type HttpHost, type HttpMiddleware } from './http-host.ts';

const running: HttpHost[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()));
});

const counting = async (middleware?: HttpMiddleware, port?: number) => {
  const effects: string[] = [];
  const host = await startHttpHost({
    port,
    middleware,
    handler: (req, res) => {
      let body = '';
      req.setEncoding('utf8');
      req.on('data', (chunk: string) => (body += chunk));
      req.on('end', () => {
        effects.push(body);
        res.setHeader('X-Asked-By', req.headers['x-caller'] ?? 'nobody');
        res.writeHead(201, { 'Content-Type': 'application/json' });
        res.write('{"got":');
        res.end(`${JSON.stringify(body)}}`);
      });
    },
  });
  running.push(host);
  const post = () => fetch(host.url, { method: 'POST', body: 'héllo', headers: { 'X-Caller': 'me' } });
  return { host, effects, post };
};

describe('a stand-in’s web server', () => {
  it('passes the request’s headers and body on and answers what the platform says', async () => {
    const { post, effects } = await counting();
    const answer = await post();
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-asked-by')).toBe('me');
    expect(await answer.json()).toEqual({ got: 'héllo' });
    expect(effects).toEqual(['héllo']);
  });

  it('lets a fault hit before the effect', async () => {
    const { post, effects } = await counting(async (exchange) => exchange.destroySocket());
    await expect(post()).rejects.toThrow();
    expect(effects).toEqual([]);
  });

  it('lets a fault hit after the effect and before the answer', async () => {
    const { post, effects } = await counting(async (exchange, next) => {
      await next();
      exchange.destroySocket('close');
    });
    await expect(post()).rejects.toThrow();
    expect(effects).toEqual(['héllo']);
  });

  it('lets a fault hit after the answer has gone out', async () => {
    const seen: (number | undefined)[] = [];
    const { post } = await counting(async (exchange, next) => {
      await next();
      await exchange.send();
      seen.push(exchange.response?.status);
    });
    expect((await post()).status).toBe(201);
    expect(seen).toEqual([201]);
  });

  it('can answer in the platform’s place, without the platform seeing anything', async () => {
    const { post, effects } = await counting(async (exchange) => {
      exchange.response = { status: 503, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>Oops') };
    });
    const answer = await post();
    expect([answer.status, await answer.text()]).toEqual([503, '<h1>Oops']);
    expect(effects).toEqual([]);
  });

  it('can cut a body in the middle', async () => {
    const { post } = await counting(async (exchange, next) => {
      await next();
      await exchange.sendTruncated(5);
    });
    await expect(post().then((answer) => answer.text())).rejects.toThrow();
  });

  it('does not wait for a client that has gone away', async () => {
    const sent = Promise.withResolvers<string>();
    const { host } = await counting(async (exchange, next) => {
      await next();
      gone.abort();
      await once(exchange.req.socket, 'close');
      await exchange.send();
      sent.resolve('sent');
    });
    const gone = new AbortController();
    await expect(fetch(host.url, { method: 'POST', body: 'x', signal: gone.signal })).rejects.toThrow();
    expect(await sent.promise).toBe('sent');
  });

  it('says 500 when the middleware fails, and goes on serving', async () => {
    let first = true;
    const { post } = await counting(async (_exchange, next) => {
      if (!first) return next();
      first = false;
      throw new Error('boom');
    });
    expect((await post()).status).toBe(500);
    expect((await post()).status).toBe(201);
  });

  it('takes another port when the wanted one is taken', async () => {
    const { host } = await counting();
    const other = await counting(undefined, host.port);
    expect(other.host.port).not.toBe(host.port);
    expect((await other.post()).status).toBe(201);
  });

  it('stops at once even while a client keeps its connection open, and twice is harmless', async () => {
    const { host, post } = await counting();
    await post();
    await host.stop();
    await host.stop();
    await expect(post()).rejects.toThrow();
  });
});
