import { afterEach, describe, expect, it } from 'vitest';
import { startHttpHost } from '../http-host.ts';
import { createFaults, type Fault, type Faults } from './index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A platform that counts its effects and answers a JSON of some length. */
const platform = async (): Promise<{
  faults: Faults;
  effects: string[];
  call: (path?: string, method?: string) => Promise<Response>;
}> => {
  const faults = createFaults();
  const effects: string[] = [];
  const host = await startHttpHost({
    middleware: faults.middleware,
    handler: (req, res) => {
      effects.push(`${req.method} ${req.url}`);
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ done: 'x'.repeat(200) }));
    },
  });
  closing.push(
    () => host.stop(),
    async () => faults.disarm(),
  );
  return { faults, effects, call: (path = '/a', method = 'GET') => fetch(host.url + path, { method }) };
};
const once = (fault: Fault): { on: { nth: number }; fault: Fault } => ({ on: { nth: 1 }, fault });

describe('the fault injector', () => {
  it.each([
    ['before', [], false],
    ['after-effect', ['PUT /a'], false],
    ['after-answer', ['PUT /a'], true],
  ] as const)('kills %s its effect, and waits until the worker is dead', async (at, effectsThen, answered) => {
    const { faults, effects, call } = await platform();
    const order: string[] = [];
    const armed = faults.arm(
      once({
        kind: 'kill',
        at,
        kill: async (request) => {
          order.push(`killing at request ${request.number}`, ...effects);
          await new Promise(setImmediate);
          order.push('dead');
        },
      }),
    );
    const outcome = await call('/a', 'PUT').then(
      (response) => response.status,
      () => 'no answer',
    );
    if (!answered) order.push('client');
    expect(outcome).toBe(answered ? 200 : 'no answer');
    await expect.poll(() => order.includes('dead')).toBe(true);
    expect(order).toEqual(['killing at request 1', ...effectsThen, 'dead', ...(answered ? [] : ['client'])]);
    expect([armed.matched, armed.struck]).toEqual([1, 1]);
    expect((await call()).status).toBe(200);
  });

  it.each([
    ['refuse', 0],
    ['reset', 1],
    ['truncate', 1],
  ] as const)('%s leaves the client without a whole answer', async (kind, effectCount) => {
    const { faults, effects, call } = await platform();
    faults.arm(once({ kind }));
    await expect(call().then((response) => response.json())).rejects.toThrow();
    expect(effects.length).toBe(effectCount);
    expect((await call()).status).toBe(200);
  });

  it('answers in the platform’s place: a ration, a maintenance page, a login page, an expired token', async () => {
    const { faults, effects, call } = await platform();
    faults.arm(once({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: { error: 'slow down' } }));
    const limited = await call();
    expect([limited.status, limited.headers.get('retry-after'), await limited.json()]).toEqual([
      429,
      '7',
      { error: 'slow down' },
    ]);
    faults.disarm();
    faults.arm(once({ kind: 'html', page: 'maintenance' }));
    faults.arm({ on: { nth: 2 }, fault: { kind: 'html', page: 'login' } });
    faults.arm({ on: { nth: 3 }, fault: { kind: 'expired-token' } });
    expect([(await call()).status, (await call()).headers.get('content-type'), (await call()).status]).toEqual([
      503,
      'text/html; charset=utf-8',
      401,
    ]);
    expect(effects).toEqual([]);
    expect(faults.seen.map((request) => request.fault)).toEqual(['status', 'html', 'html', 'expired-token']);
  });

  it('hangs until it is disarmed, and then cuts', async () => {
    const { faults, effects, call } = await platform();
    const armed = faults.arm({ on: 'each', fault: { kind: 'timeout' } });
    const hanging = call();
    hanging.catch(() => undefined);
    await expect.poll(() => armed.struck).toBe(1);
    armed.disarm();
    await expect(hanging).rejects.toThrow();
    expect(effects).toEqual([]);
  });

  it('is slow after the effect, no longer than it is armed', async () => {
    const { faults, effects, call } = await platform();
    const armed = faults.arm(once({ kind: 'slow', ms: 3_600_000 }));
    const waiting = call();
    await expect.poll(() => effects.length).toBe(1);
    armed.disarm();
    expect((await waiting).status).toBe(200);
  });

  it('strikes only what the rule names, and counts what matched', async () => {
    const { faults, call } = await platform();
    const armed = faults.arm({
      method: ['PUT', 'DELETE'],
      path: '/users/*/groups/**',
      on: { from: 2 },
      fault: { kind: 'status', status: 500 },
    });
    const statuses: number[] = [];
    for (const [path, method] of [
      ['/users/1/groups/a', 'PUT'],
      ['/users/1/groups/a', 'GET'],
      ['/users/1/2/groups/a', 'PUT'],
      ['/users/1/groups/a/b?x=secret', 'DELETE'],
      ['/users/3/groups/c', 'PUT'],
    ] as const) {
      statuses.push((await call(path, method)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 500, 500]);
    expect([armed.matched, armed.struck]).toEqual([3, 2]);
    expect(JSON.stringify(faults.seen)).not.toContain('secret');
    faults.forget();
    await call();
    expect(faults.seen).toEqual([{ number: 1, method: 'GET', path: '/a' }]);
  });
});
