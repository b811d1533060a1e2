import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startNextcloud, type NextcloudStandIn } from '@passerelle/sandbox';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const password = 'Sup3rSecretAppPassword';
let folder: string;
let database: TestDatabase;
let cloud: NextcloudStandIn;

/** The real command in a process of its own, as a shell without a terminal runs it. */
async function passerelle(...args: readonly string[]) {
  const env = { PATH: process.env['PATH'], HOME: folder, LANG: 'C', DATABASE_URL: database.url, NC_PASSWORD: password };
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out, err };
}
const done = async (...args: readonly string[]): Promise<void> => {
  const { code, out, err } = await passerelle(...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${out} ${err}`);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-probe-'));
  database = await testDatabase();
  cloud = await startNextcloud({
    admin: { login: 'admin', password: 'admin' },
    serviceAccount: { login: 'passerelle', appPassword: password, rights: 'admin' },
  });
  cloud.settings.allowListed = true;
  await writeFile(
    join(folder, 'passerelle.yaml'),
    `version: 1
database: { url: { env: DATABASE_URL } }
tools: { files: cloud }
targets:
  cloud:
    kind: nextcloud
    url: ${cloud.url}
    credentials: { user: passerelle, password: { env: NC_PASSWORD } }
    rateLimitLifted: true
`,
  );
  await writeFile(join(folder, 'people.csv'), 'Prénom;Nom;Courriel\nAna;Peeters;ana@example.org\n');
  await writeFile(
    join(folder, 'icane.yaml'),
    `version: 1
communities:
  - slug: icane
    name: ICANE
    modality: remote
    stage: running
    language: fr
    zone: Europe/Brussels
    members:
      - { person: ana@example.org, participation: active }
`,
  );
  await done('doctor');
  await done('import', 'people.csv', '--yes');
  await done('load', 'icane.yaml', '--yes');
  await done('apply', '--yes');
}, 300_000);
afterAll(async () => {
  await cloud.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

it('tells what the platform gives, in both languages and for programs, and answers 0 when it is what the policy says', async () => {
  const french = await passerelle('probe', 'ana@example.org', 'icane');
  expect(french).toMatchObject({ code: 0, err: '' });
  expect(french.out).toMatch(
    /Ana Peeters · ICANE[\s\S]*le compte «.*» est ouvert[\s\S]*comme prévu[\s\S]*peut : lire un fichier/,
  );
  expect(french.out).toMatch(/ne peut pas : partager un fichier/);
  const english = await passerelle('probe', 'ana@example.org', 'icane', 'files', '--lang', 'en');
  expect(english.out).toMatch(/may: read a file, write a file, delete a file[\s\S]*Everything is as it should be/);
  const { out } = await passerelle('probe', 'ana@example.org', 'icane', '--json');
  expect(JSON.parse(out)).toMatchObject({
    tools: [{ tool: 'files', should: 'write', now: 'write', actions: { write: true, share: false } }],
  });
});

it('answers 2 when somebody has changed it there, and 1 when the platform does not answer', async () => {
  const group = [...cloud.state.groups.values()].find(({ gid }) => gid.includes('icane'));
  const members = [...(group?.members ?? [])];
  group?.members.clear();
  const lost = await passerelle('probe', 'ana@example.org', 'icane');
  expect(lost.code).toBe(2);
  expect(lost.out).toMatch(/n’est pas dans le groupe[\s\S]*il manque quelque chose[\s\S]*à la dernière lecture/);
  for (const member of members) group?.members.add(member);
  cloud.setMaintenance(true);
  const silent = await passerelle('probe', 'ana@example.org', 'icane');
  cloud.setMaintenance(false);
  expect(silent.code).toBe(1);
  expect(silent.out).toMatch(/pas de réponse/);
  expect(await passerelle('probe', 'ana@example.org', 'icane', 'fax')).toMatchObject({ code: 1 });
});
