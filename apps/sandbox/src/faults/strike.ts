import { setTimeout as wait } from 'node:timers/promises';
import type { HttpAnswer, HttpExchange } from '../http-host.ts';
import { FAULT_PAGES } from './fault-page.ts';
import type { Fault, SeenRequest } from './fault-rule.ts';

/** Lets one fault happen to one request. `released` resolves when the rule is disarmed. */
export async function strike(
  fault: Fault,
  exchange: HttpExchange,
  next: () => Promise<void>,
  request: SeenRequest,
  released: Promise<void>,
): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return kill(fault, exchange, next, request);
    case 'refuse':
      exchange.destroySocket();
      return;
    case 'reset':
      await next();
      exchange.destroySocket();
      return;
    case 'timeout':
      await Promise.race([released, closed(exchange)]);
      exchange.destroySocket('close');
      return;
    case 'slow':
      await next();
      await Promise.race([wait(fault.ms), released, closed(exchange)]);
      return;
    case 'status':
      exchange.response = answer(fault.status, fault.headers ?? {}, fault.body ?? '');
      return;
    case 'expired-token':
      exchange.response = answer(
        401,
        { 'www-authenticate': 'Bearer error="invalid_token"' },
        { error: 'invalid_token', error_description: 'Token verification failed' },
      );
      return;
    case 'html': {
      const { status, html } = FAULT_PAGES[fault.page];
      exchange.response = answer(fault.status ?? status, { 'content-type': 'text/html; charset=utf-8' }, html);
      return;
    }
    case 'truncate':
      await next();
      await exchange.sendTruncated(Math.floor((exchange.response?.body.length ?? 0) / 2));
      // An answer without a body cannot be cut in the middle; the cut then comes after its head.
      exchange.destroySocket();
      return;
  }
}

async function kill(
  fault: Extract<Fault, { kind: 'kill' }>,
  exchange: HttpExchange,
  next: () => Promise<void>,
  request: SeenRequest,
): Promise<void> {
  if (fault.at !== 'before') await next();
  if (fault.at === 'after-answer') await exchange.send();
  try {
    await fault.kill(request);
  } finally {
    if (fault.at !== 'after-answer') exchange.destroySocket();
  }
}

function answer(
  status: number,
  headers: Readonly<HttpAnswer['headers']>,
  body: string | Readonly<Record<string, unknown>>,
): HttpAnswer {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return {
    status,
    headers: { 'content-type': type, ...headers },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  };
}

function closed(exchange: HttpExchange): Promise<void> {
  const { socket } = exchange.req;
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.once('close', () => resolve());
  });
}
