import { PassThrough } from 'node:stream';
import { silent } from '@passerelle/connector-kit';
import { closeEngine, defaultSchedules, openEngine, prepareJobs, wakeEngine, type Engine } from '@passerelle/engine';
import { initInstance, useOnce } from '@passerelle/store';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { serve, type Served } from './serve.ts';

describe('the server', () => {
  let database: TestDatabase;
  let engine: Engine;
  let served: Served;
  beforeAll(async () => {
    database = await testDatabase({ wake: wakeEngine });
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    engine = await openEngine({
      store: database.store,
      targets: [],
      sources: [],
      logger: silent,
      randomBytes: (bytes) => new Uint8Array(bytes),
    });
    await useOnce(database.store, 'test', 'long ago', new Date(0));
    served = await serve(engine, { host: '127.0.0.1', port: 0, schedules: defaultSchedules });
  });
  afterAll(async () => {
    await served.stop();
    await closeEngine(engine);
    await database.drop();
  });

  it('throws away at its start what logins have left behind', async () => {
    const { pool } = engine.store;
    const { rows } = await pool.query<{ left: number }>(`select count(*)::int as left from used_once`);
    expect(rows[0]?.left).toBe(0);
  });

  it('is alive, and ready while a worker is', async () => {
    expect(await (await fetch(`${served.url}/health/live`)).json()).toEqual({ live: true });
    const ready = await fetch(`${served.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, database: 'ok', workers: 1 });
  });

  it('answers Prometheus with numbers and no person', async () => {
    const text = await (await fetch(`${served.url}/metrics`)).text();
    expect(text).toMatch(/^passerelle_workers_alive 1$/m);
    expect(text).toMatch(/^passerelle_blocks_waiting 0$/m);
    const samples = text.split('\n').filter((line) => !line.startsWith('#'));
    expect(samples.join('\n')).not.toMatch(/person|email|@/);
  });

  it('lets no browser render, frame or keep an answer, and does not say what it is made of', async () => {
    const { headers } = await fetch(`${served.url}/health/live`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('says in a problem document that there is nothing', async () => {
    const answer = await fetch(`${served.url}/nowhere`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ status: 404 });
  });

  it('takes another port where it may, and says so where it may not', async () => {
    const port = Number(new URL(served.url).port);
    await expect(serve(engine, { host: '127.0.0.1', port, schedules: defaultSchedules })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    const other = await serve(engine, { host: '127.0.0.1', port, schedules: defaultSchedules, anyPort: true });
    expect(other.url).not.toBe(served.url);
    await other.stop();
  });
});

describe('its log', () => {
  it('masks known secrets in every text, and fields that are named like one', () => {
    const lines: string[] = [];
    const destination = new PassThrough();
    destination.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
    const log = createLogger({ level: 'info', secrets: ['hunter2hunter2'], destination });
    log.info(
      {
        url: 'https://me:hunter2hunter2@host/',
        nested: { list: ['hunter2hunter2'] },
        password: 'other',
        error: new Error('hunter2hunter2'),
      },
      'with hunter2hunter2',
    );
    log.debug({}, 'not at this level');
    const [line] = lines;
    expect(lines).toHaveLength(1);
    expect(line).not.toContain('hunter2hunter2');
    expect(line).not.toContain('other');
    expect(JSON.parse(line ?? '')).toMatchObject({ password: '•••', msg: 'with •••' });
  });
});
