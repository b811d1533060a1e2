/**
 * The main job as an institution does it: a real OpenLDAP, a real Keycloak fed by it, Debian's PostgreSQL, and two workers in processes of their own,
 * one of which is killed in the middle. Driven by the `passerelle` command and judged by what Keycloak's own administrator sees.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeEngine, openEngine, startPlan, wakeEngine } from '@passerelle/engine';
import { silent } from '@passerelle/connector-kit';
import { openStore, type Store } from '@passerelle/store';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { passerelle } from './main-job-command.ts';
import { exampleFiles, type ExampleFiles } from './main-job-examples.ts';
import { LOGIN_CLIENT, openInstitution, REALM, type Institution } from './main-job-institution.ts';
import {
  choosePassword,
  everybody,
  groupTree,
  isEnabled,
  membersOf,
  openSession,
  sessionsOf,
} from './main-job-keycloak.ts';
import { accountsOn, badlyRecorded, doneOn, leftToDo, personOf } from './main-job-record.ts';
import {
  attributeOf,
  describeReal,
  DIRECTORY,
  keycloakAvailable,
  logIn,
  postgresAvailable,
  slapdAvailable,
} from './servers/index.ts';
import { pidAtWork, startWorkerProcess, workerPids } from './two-workers.ts';

/** Of slow machines: the servers' start, three hundred people, and half a minute until a dead worker is buried. */
const PATIENCE_MS = 600_000;
vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: 1_200_000 });

describeReal('the main job on real servers', [slapdAvailable, keycloakAvailable, postgresAvailable], () => {
  let here: Institution;
  let store: Store;
  let examples: ExampleFiles;
  /** Of the community whose slug in the example this is. */
  const slug = (example: string): string => here.nextcloud.prefix + example;
  const stops: (() => Promise<unknown>)[] = [];
  const killed: { pid: number; doneBefore: number }[] = [];

  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await passerelle(here, ...args);
    expect(code, `passerelle ${args.join(' ')}\n${out}\n${err}`).toBe(0);
    return out;
  };
  /** Until the workers have nothing left that nothing holds. */
  const settled = () =>
    vi.waitFor(async () => expect(await leftToDo(store.pool)).toEqual({ operations: 0, changes: 0 }), {
      timeout: PATIENCE_MS,
      interval: 500,
    });
  const startWorker = async () => {
    const worker = await startWorkerProcess(here);
    stops.push(worker.stop);
  };

  /** Says yes to a plan that was shown, and nothing more: the workers do the rest. */
  async function sayYes(plan: string): Promise<void> {
    const engine = await openEngine({ store, targets: [], sources: [], logger: silent, randomBytes });
    expect(await startPlan(engine, plan, { by: 'cli:test', kind: 'person' })).toEqual({ started: true });
    await closeEngine(engine);
  }

  /** Shows what is left to do. @returns the plan's id. Null: nothing is */
  async function plan(): Promise<string | null> {
    const { code, out, err } = await passerelle(here, 'plan', '--json');
    expect([0, 2], `${out}\n${err}`).toContain(code);
    return code === 0 ? null : String(Reflect.get(Object(JSON.parse(out)), 'id'));
  }

  beforeAll(async () => {
    here = await openInstitution();
    stops.push(() => here.stop());
    examples = await exampleFiles(here.folder, here.nextcloud.prefix);
    store = openStore({ url: here.postgres.url, applicationName: 'test', wake: wakeEngine, onError: () => undefined });
    stops.push(() => store.close());
    stops.push(async () => here.nextcloud.cleanUp(await accountsOn(store.pool, 'nextcloud')));
    // As `npm start` does it: the spreadsheet's people first, since the communities' file names them; then their memberships.
    await run('sync', 'ldap', '--yes');
    await run('import', examples.spreadsheet, '--yes');
    await run('load', examples.communities, '--yes');
    await run('import', examples.spreadsheet, '--yes');
    const first = await plan();
    if (first === null) throw new Error('the first plan is empty');
    await startWorker();
    await startWorker();
    expect(new Set(await workerPids(store.pool)).size).toBe(2);
    await sayYes(first);
    // In the middle of Keycloak's part, with calls under way.
    const pid = await vi.waitUntil(
      async () => ((await doneOn(store.pool, 'keycloak')) >= 20 ? await pidAtWork(store.pool, 'keycloak') : null),
      { timeout: PATIENCE_MS, interval: 20 },
    );
    process.kill(pid, 'SIGKILL');
    killed.push({ pid, doneBefore: await doneOn(store.pool, 'keycloak') });
    await settled();
    // What waits for the identity side is there at the next look.
    for (let round = 1; round <= 3; round += 1) {
      const next = await plan();
      if (next === null) break;
      await sayYes(next);
      await settled();
    }
    await startWorker();
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const memberReader = async () => {
    const tree = await groupTree(here.keycloak);
    return (key: string): Promise<readonly string[]> => {
      const [group, ...others] = tree.filter((one) => one.key === slug(key));
      if (group === undefined || others.length > 0) throw new Error(`not exactly one group stands for ${key}`);
      return membersOf(here.keycloak, group);
    };
  };

  it('is done by the worker that was left, and a new look finds nothing to do', async () => {
    expect(killed).toHaveLength(1);
    expect(killed[0]?.doneBefore).toBeLessThan(await doneOn(store.pool, 'keycloak'));
    const { code, out } = await passerelle(here, 'plan');
    expect(code, out).toBe(0);
  });

  it('is recorded once, operation by operation, in a chain that holds', async () => {
    expect(await badlyRecorded(store.pool)).toEqual([]);
    await run('audit', 'verify');
  });

  it('made every group and every account once, although a worker died among them', async () => {
    const keys = (await groupTree(here.keycloak)).map(({ key }) => key).filter((key) => key !== '');
    expect(keys).toHaveLength(new Set(keys).size);
    const ids = (await everybody(here.keycloak)).flatMap((user) => attributeOf(user, 'passerelle_id') ?? []);
    expect(ids.length).toBeGreaterThan(100);
    expect(ids).toHaveLength(new Set(ids).size);
    const folders = await here.nextcloud.folders();
    expect(folders).toHaveLength(new Set(folders).size);
  });

  it('shows the communities in Keycloak as a tree, with those in it whom the files name', async () => {
    const paths = (await groupTree(here.keycloak)).map(({ path }) => path);
    expect(paths.filter((path) => path.split('/').length === 3).sort()).toEqual(
      [
        'bibliotheques-vivantes',
        'enseigner-autrement',
        'icane',
        'icane-documents',
        'icso',
        'lezen-over-de-grens',
        'soins-a-domicile',
      ].map((example) => `/passerelle/${slug(example)}`),
    );
    const members = await memberReader();
    expect(await members('icane/participation:core')).toEqual([
      'amelie.lambert',
      'bruno.dhondt',
      'francoise.lefevre-coeurderoy',
      'grace.mukendi@example.com',
      'sophie.charlier',
    ]);
    expect(await members('icso/role:technicien')).toEqual(['benoit.delcourt@example.com', 'rm.leboeuf@example.net']);
    expect(await members('lezen-over-de-grens/participation:active')).toEqual([
      'ilse.maes',
      'joke.vangestel@example.com',
      'katrien.goossens',
      'noor.vandevelde',
      'ruben.vandenberghe',
      'veerle.claes',
    ]);
  });

  it('opens each community’s folder on Nextcloud', async () => {
    const names = ['ICANE', 'ICSO', 'Bibliothèques vivantes', 'Soins à domicile', 'Lezen over de grens'];
    expect(await here.nextcloud.folders()).toEqual(
      expect.arrayContaining(names.map((name) => here.nextcloud.prefix + name)),
    );
  });

  it('names people in tokens by Passerelle’s id, from the directory and from outside', async () => {
    await choosePassword(here.keycloak, 'benoit.delcourt@example.com', 'chosen');
    const claims = async (username: string, password: string) =>
      (await logIn({ url: here.keycloak.url, realm: REALM, client: LOGIN_CLIENT, username, password })).access;
    expect((await claims('amelie.lambert', DIRECTORY.personPassword))['passerelle_id']).toBe(
      await personOf(store.pool, { login: 'amelie.lambert' }),
    );
    expect((await claims('benoit.delcourt@example.com', 'chosen'))['passerelle_id']).toBe(
      await personOf(store.pool, { email: 'benoit.delcourt@example.com' }),
    );
  });

  it('takes a role away and raises a participation when the communities’ file says so', async () => {
    const yaml = await readFile(examples.communities, 'utf8');
    const changed = yaml
      .replace('      - { role: expert, person: lucia.fernandez@example.net }\n', '')
      .replace(
        '- { person: ldap:piotr.lukasiewicz, participation: peripheral }\n      - { person: ldap:aicha.fontaine, participation: peripheral }\n      - { person: ldap:oceane.jacquemin, participation: peripheral }\n      - { person: ldap:yasmine.etienne',
        '- { person: ldap:piotr.lukasiewicz, participation: active }\n      - { person: ldap:aicha.fontaine, participation: peripheral }\n      - { person: ldap:oceane.jacquemin, participation: peripheral }\n      - { person: ldap:yasmine.etienne',
      );
    expect(changed.length).toBe(
      yaml.length - '      - { role: expert, person: lucia.fernandez@example.net }\n'.length - 4,
    );
    const members = await memberReader();
    expect(await members('icso/role:expert')).toEqual(['lucia.fernandez@example.net']);
    expect(await members('icane/participation:peripheral')).toContain('piotr.lukasiewicz');
    const file = join(here.folder, 'changed.yaml');
    await writeFile(file, changed);

    await run('load', file, '--yes');
    await settled();

    expect(await members('icso/role:expert')).toEqual([]);
    expect(await members('icane/participation:active')).toContain('piotr.lukasiewicz');
    expect(await members('icane/participation:peripheral')).not.toContain('piotr.lukasiewicz');
  });

  it('suspends somebody of the directory at once: no new token, no session, memberships kept', async () => {
    const session = await openSession(here.keycloak, 'chloe.lejeune', DIRECTORY.personPassword);
    const other = await openSession(here.keycloak, 'noe.gerard', DIRECTORY.personPassword);

    await run('suspend', 'ldap:chloe.lejeune', '--yes');
    await settled();

    expect(await session.refresh()).toMatchObject({ status: 400 });
    expect(await isEnabled(here.keycloak, 'chloe.lejeune')).toBe(false);
    expect(await sessionsOf(here.keycloak, 'chloe.lejeune')).toBe(0);
    await expect(openSession(here.keycloak, 'chloe.lejeune', DIRECTORY.personPassword)).rejects.toThrow(/disabled/);
    expect(await other.refresh()).toMatchObject({ status: 200 });
  });

  it('logs out, and keeps out, somebody from outside who leaves their last community', async () => {
    const who = 'maxence.roche@example.net';
    await choosePassword(here.keycloak, who, 'chosen');
    const session = await openSession(here.keycloak, who, 'chosen');

    await run('unenrol', who, slug('bibliotheques-vivantes'), '--yes');
    await settled();

    expect(await session.refresh()).toMatchObject({ status: 400 });
    expect(await isEnabled(here.keycloak, who)).toBe(false);
    expect(await sessionsOf(here.keycloak, who)).toBe(0);
    const members = await memberReader();
    expect(await members('bibliotheques-vivantes/participation:peripheral')).not.toContain(who);
  });

  it('lets nobody in who is no longer in the directory', async () => {
    const session = await openSession(here.keycloak, 'ilse.maes', DIRECTORY.personPassword);
    await here.slapd.modify(`dn: uid=ilse.maes,${DIRECTORY.peopleDn}\nchangetype: delete\n`);

    await run('sync', 'ldap', '--yes');
    await settled();

    expect(await session.refresh()).toMatchObject({ status: 400 });
    await expect(openSession(here.keycloak, 'ilse.maes', DIRECTORY.personPassword)).rejects.toThrow(/cannot log in/);
    const members = await memberReader();
    expect(await members('lezen-over-de-grens/participation:active')).not.toContain('ilse.maes');
    const { code, out } = await passerelle(here, 'plan');
    expect(code, out).toBe(0);
    expect(await badlyRecorded(store.pool)).toEqual([]);
  });
});
