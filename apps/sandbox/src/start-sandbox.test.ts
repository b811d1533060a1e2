import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaults } from './faults/index.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import { startSandbox } from './start-sandbox.ts';

const DIRECTORY = fileURLToPath(new URL('../../../examples/directory.ldif', import.meta.url));
let parent: string;
let folder: string;
let running: Sandbox[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'passerelle-sandbox-'));
  // PostgreSQL must be able to enter where the tests are run by root.
  await chmod(parent, 0o711);
  folder = join(parent, 'sandbox');
});
afterEach(async () => {
  for (const sandbox of running) await sandbox.stop();
  running = [];
  await rm(parent, { recursive: true, force: true });
});

const start = async (options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ folder, directory: DIRECTORY, durable: false, ...options });
  running.push(sandbox);
  return sandbox;
};

const databaseOf = (sandbox: Sandbox): string => sandbox.secrets[sandbox.config.database.url.env] ?? '';
async function query(sandbox: Sandbox, text: string): Promise<unknown[]> {
  const store = openStore({ url: databaseOf(sandbox), applicationName: 'test', connections: 1 });
  try {
    return (await store.pool.query<Record<string, unknown>>(text)).rows;
  } finally {
    await store.close();
  }
}
const realmOf = (sandbox: Sandbox) => sandbox.parts.keycloak.realms.get('passerelle');

/** Processes that have the folder in their command line: PostgreSQL and its keeper. */
async function processesIn(place: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(place)) found.push(command.replaceAll('\0', ' '));
  }
  return found;
}

/** Somebody of the directory, as Keycloak knows them. */
const amelie = (sandbox: Sandbox) => realmOf(sandbox)?.users.byUsername('amelie.lambert');

/** Other programs on these ports. */
async function squat(urls: readonly string[]): Promise<{ leave(): void }> {
  const servers: Server[] = [];
  for (const url of urls) {
    const server = createServer().listen(Number(new URL(url).port), '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  return { leave: () => servers.forEach((server) => server.close()) };
}

describe('the sandbox', () => {
  it('brings up an institution whose people are all in Keycloak, once in a folder, and leaves no process behind', async () => {
    const sandbox = await start();
    expect(await query(sandbox, 'select 1 as n')).toEqual([{ n: 1 }]);
    const people = realmOf(sandbox)?.users.all() ?? [];
    expect(people.filter((user) => user.federationLink !== undefined)).toHaveLength(300);
    expect(people.find((user) => user.username === 'amelie.lambert')).toMatchObject({ firstName: 'Amélie' });
    expect((await fetch(sandbox.places.hub)).status).toBe(200);
    for (const fresh of [false, true]) {
      const error: unknown = await startSandbox({ folder, directory: DIRECTORY, fresh }).catch(
        (caught: unknown) => caught,
      );
      expect(error).toMatchObject({ code: 'already-running' });
      expect(String(error)).toContain(sandbox.places.hub);
    }
    expect(await query(sandbox, 'select 1 as n')).toEqual([{ n: 1 }]);

    if (process.platform === 'linux') expect(await processesIn(folder)).not.toEqual([]);
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await sandbox.stop();
    if (process.platform === 'linux') expect(await processesIn(folder)).toEqual([]);
    await expect(fetch(sandbox.places.hub)).rejects.toThrow();
  });

  it('spares its own set-up the faults that it is given, and then strikes every platform', async () => {
    const faults = createFaults();
    const armed = faults.arm({ on: 'each', fault: { kind: 'status', status: 503 } });
    const { places } = await start({ faults });
    expect(armed.struck).toBe(0);
    expect((await fetch(places.keycloak)).status).toBe(503);
    expect((await fetch(`${places.nextcloud}/status.php`)).status).toBe(503);
    expect((await fetch(places.discourse)).status).toBe(503);
    expect((await fetch(places.jitsi)).status).toBe(503);
    expect((await fetch(places.mailman)).status).toBe(503);
    armed.disarm();
    expect((await fetch(places.keycloak)).status).toBe(200);
  });

  it('leaves Discourse at the 60 calls a minute of a new server where that is asked for, and tells Passerelle so', async () => {
    const { config, parts, places } = await start({ realRations: true });
    expect([parts.discourse.limits.adminApiPerMinute, config.targets.discourse.callsPerMinute]).toEqual([60, 60]);
    // Whoever wants to log in there is led to Passerelle's own server.
    const asked = await fetch(`${places.discourse}/session/sso?return_path=/`, { redirect: 'manual' });
    expect(asked.headers.get('location')?.startsWith(`${config.server.publicUrl}/forum/login?`)).toBe(true);
  });

  it('names every secret in its configuration and shows none; the files beside its passerelle.yaml hold them', async () => {
    const sandbox = await start();
    const { config, secrets } = sandbox;
    const files = {
      'database-url': config.database.url.env,
      'ldap-password': config.sources.ldap.bind.password.env,
      'keycloak-secret': config.targets.keycloak.credentials.secret.env,
      'nextcloud-password': config.targets.nextcloud.credentials.password.env,
      'discourse-key': config.targets.discourse.credentials.key.env,
      'discourse-connect-secret': config.targets.discourse.connect.secret.env,
      'jitsi-secret': config.targets.jitsi.signing.secret.env,
      'mailman-password': config.targets.mailman.credentials.password.env,
      'login-secret': config.server.login.clientSecret.env,
    };
    const yaml = await readFile(sandbox.configFile, 'utf8');
    const hub = await (await fetch(sandbox.places.hub)).text();
    for (const [file, name] of Object.entries(files)) {
      const secret = secrets[name] ?? '';
      expect(yaml).toContain(`file: "secrets/${file}"`);
      expect((await readFile(join(folder, 'secrets', file), 'utf8')).trim()).toBe(secret);
      expect(secret).not.toBe('');
      for (const shown of [yaml, hub, JSON.stringify([config, sandbox.places])]) expect(shown).not.toContain(secret);
    }
    const own = ['secrets.json', 'secrets/nextcloud-admin', 'postgres/password'];
    for (const name of own) expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
  });

  it('continues at the next start at the same addresses, and at others where those are taken', async () => {
    const first = await start();
    await query(first, 'create table kept as select 7 as n');
    first.parts.nextcloud.state.groups.get('admin')?.members.add('somebody');
    first.parts.nextcloud.changed();
    const known = amelie(first)?.id;
    await first.stop();
    const second = await start();
    expect(second.places).toEqual(first.places);
    expect(second.secrets).toEqual(first.secrets);
    await second.stop();

    const { hub, nextcloud, keycloak } = first.places;
    const squatters = await squat([hub, nextcloud, keycloak, databaseOf(first)]);
    try {
      const third = await start();
      expect(await query(third, 'select n from kept')).toEqual([{ n: 7 }]);
      expect(amelie(third)?.id).toBe(known);
      expect(third.parts.nextcloud.state.groups.get('admin')?.members.has('somebody')).toBe(true);
      expect(third.places.nextcloud).not.toBe(nextcloud);
      // The platforms have been told of each other's new addresses, and have forgotten the old ones.
      const client = [...(realmOf(third)?.clients.values() ?? [])].find(({ clientId }) => clientId === 'nextcloud');
      expect(client?.settings['redirectUris']).toContain(third.parts.nextcloud.oidcRedirectUri);
      expect(client?.settings['redirectUris']).not.toContain(first.parts.nextcloud.oidcRedirectUri);
      const login = await fetch(third.places.login, { redirect: 'manual' });
      expect(login.headers.get('location')).toContain(new URL(third.places.keycloak).origin);
    } finally {
      squatters.leave();
    }
  });

  it('begins again with fresh, and removes nothing of somebody else', async () => {
    const first = await start();
    await query(first, 'create table gone as select 1 as n');
    const known = amelie(first)?.id;
    await first.stop();
    await writeFile(join(folder, 'my-notes.txt'), 'mine');
    const second = await start({ fresh: true });
    expect(await query(second, `select to_regclass('gone') as gone`)).toEqual([{ gone: null }]);
    expect(amelie(second)?.id).not.toBe(known);
    const secret = second.config.targets.keycloak.credentials.secret.env;
    expect(second.secrets[secret]).not.toBe(first.secrets[secret]);
    expect(await readFile(join(folder, 'my-notes.txt'), 'utf8')).toBe('mine');
  });

  it('refuses a folder that is not a sandbox, touching nothing', async () => {
    await writeFile(join(parent, 'passerelle.yaml'), 'version: 1\n');
    const refused = startSandbox({ folder: parent, directory: DIRECTORY, fresh: true });
    await expect(refused).rejects.toMatchObject({ code: 'not-a-sandbox' });
    expect(await readdir(parent)).toEqual(['passerelle.yaml']);
  });

  it('says in plain words that the directory file is not there, before it makes anything', async () => {
    const refused = startSandbox({ folder, directory: join(parent, 'absent.ldif') });
    await expect(refused).rejects.toThrow('LDIF');
    expect(await readdir(parent)).toEqual([]);
  });

  it('after a kill without warning, starts again where it was', async () => {
    const script = `const { startSandbox } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      const sandbox = await startSandbox({ folder: process.argv[1], directory: process.argv[2] });
      const person = sandbox.parts.keycloak.realms.get('passerelle').users.byUsername('amelie.lambert');
      console.log(sandbox.places.hub, person.attributes.LDAP_ID[0]); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder, DIRECTORY], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [hub, directoryId] = line.toString().trim().split(' ');
    child.kill('SIGKILL');
    await ended;
    const next = await start();
    expect(next.places.hub).toBe(hub);
    expect(amelie(next)?.attributes['LDAP_ID']).toEqual([directoryId]);
    expect(await query(next, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});
