import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFaults } from '../faults/index.ts';
import { asAdmin, idOf } from './keycloak-test-client.ts';
import { realmBench } from './realm-test-bench.ts';
import { startKeycloak } from './start-keycloak.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'keycloak-'));
  closing.push(() => rm(path, { recursive: true }));
  return path;
};
const person = { username: 'jean', email: 'jean@example.org', enabled: true };

describe('the Keycloak stand-in as a server', () => {
  it('goes on where it was after a second start: people, ids, key, and the master realm’s password', async () => {
    const persist = join(await folder(), 'keycloak.json');
    const first = await realmBench({ persist, admin: { username: 'admin', password: 'admin' } });
    const id = idOf(await first.admin('POST', '/admin/realms/cop/users', person));
    const keys = async (url: string): Promise<unknown> =>
      (await fetch(`${url}/realms/cop/protocol/openid-connect/certs`)).json();
    const before = await keys(first.keycloak.url);
    await first.stop();
    const second = await startKeycloak({ persist });
    closing.push(() => second.stop());
    expect((await asAdmin(second)('GET', `/admin/realms/cop/users/${id}`)).body).toMatchObject(person);
    expect(await keys(second.url)).toEqual(before);
  });

  it('has written a change to the disk moments later, without being stopped', async () => {
    const persist = join(await folder(), 'keycloak.json');
    const bench = await realmBench({ persist });
    closing.push(() => bench.stop());
    await bench.admin('POST', '/admin/realms/cop/users', person);
    await expect.poll(() => readFileSync(persist, 'utf8').includes('jean@example.org'), { timeout: 5_000 }).toBe(true);
  });

  it('lists what was asked, counts what was written, and keeps no secret of it', async () => {
    const bench = await realmBench();
    closing.push(() => bench.stop());
    await bench.admin('POST', '/admin/realms/cop/users', person);
    await bench.admin('POST', '/admin/realms/cop/users', person);
    expect(bench.keycloak.writes).toBe(2);
    expect(bench.keycloak.requests.at(-1)).toEqual({ method: 'POST', path: '/admin/realms/cop/users', status: 409 });
    await bench.admin('GET', '/admin/realms/cop/users?email=jean@example.org&exact=true');
    expect(JSON.stringify(bench.keycloak.requests)).not.toContain('example.org');
  });

  it('has made the person when the worker is killed between the effect and the answer', async () => {
    const faults = createFaults();
    const bench = await realmBench({ middleware: faults.middleware });
    closing.push(() => bench.stop());
    const armed = faults.arm({
      method: 'POST',
      path: '/admin/realms/*/users',
      on: { nth: 1 },
      fault: { kind: 'kill', at: 'after-effect', kill: () => undefined },
    });
    await expect(bench.admin('POST', '/admin/realms/cop/users', person)).rejects.toThrow();
    expect(armed.struck).toBe(1);
    expect(bench.keycloak.realms.get('cop')?.users.byUsername('jean')).toMatchObject(person);
  });
});
