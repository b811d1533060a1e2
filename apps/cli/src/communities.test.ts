import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startNextcloud, type NextcloudStandIn } from '@passerelle/sandbox';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const password = 'Sup3rSecretAppPassword';

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: string;
let database: TestDatabase;
let cloud: NextcloudStandIn;
const answers = new Map<string, Answer>();

/** The real command in a process of its own, as a shell without a terminal runs it. */
async function passerelle(...args: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C', DATABASE_URL: database.url, NC_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out, err };
}
const type = async (name: string, ...args: readonly string[]): Promise<void> => {
  answers.set(name, await passerelle(...args));
};
const told = (name: string): Answer => {
  const answer = answers.get(name);
  if (answer === undefined) throw new Error(`${name} was not typed`);
  return answer;
};
const json = (name: string): Record<string, unknown> => JSON.parse(told(name).out) as Record<string, unknown>;

/** What an administrator clicks in Nextcloud. */
async function click(method: string, path: string, body: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${cloud.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}`,
      'ocs-apirequest': 'true',
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(body).toString(),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

const communities = `version: 1
communities:
  - slug: icane
    name: Infirmières en autonomie
    modality: remote
    stage: running
    language: fr
    zone: Europe/Brussels
    members:
      - { person: ana@example.org, participation: core }
      - { person: bram@example.org, participation: peripheral }
  - slug: icane-ethique
    name: Éthique
    parent: icane
    modality: remote
    stage: running
    language: fr
    zone: Europe/Brussels
    members:
      - { person: ana@example.org, participation: core }
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-communities-'));
  database = await testDatabase();
  cloud = await startNextcloud({
    admin: { login: 'admin', password: 'admin' },
    serviceAccount: { login: 'passerelle', appPassword: password, rights: 'admin' },
    language: 'fr',
  });
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
  await writeFile(
    join(folder, 'people.csv'),
    'Prénom;Nom;Courriel\nAna;Peeters;ana@example.org\nBram;Maes;bram@example.org\nCléo;Noël;cleo@example.org\n',
  );
  await writeFile(join(folder, 'communities.yaml'), communities);
  // What was there before Passerelle came.
  await click('POST', '/ocs/v2.php/cloud/groups', { groupid: 'infirmieres' });
  await click('PUT', '/ocs/v2.php/cloud/groups/infirmieres', {
    key: 'displayname',
    value: 'Infirmière en autonomie (pilotage)',
  });
  await click('POST', '/index.php/apps/groupfolders/folders', { mountpoint: 'Infirmières en autonomie' });
  await click('POST', '/index.php/apps/groupfolders/folders', { mountpoint: 'Comptabilité' });

  await type('doctor', 'doctor');
  await type('import', 'import', 'people.csv', '--yes');
  await type('load', 'load', 'communities.yaml', '--yes');
  await type('adopt unasked', 'adopt', '--json');
  await type('adopt out', 'adopt', '--out', 'matches.yaml', '--lang', 'en');
  await type('adopt', 'adopt', 'matches.yaml', '--yes', '--json');
  await type('apply', 'apply', '--yes');
  await type('policy', 'policy', 'set', 'icane', 'participants', 'fichiers', 'write', '--yes');
  await type('policy known', 'policy', 'show', 'icane', '--json');
  await type('policy bad', 'policy', 'set', 'icane', 'noyau', 'files', 'modérer', '--yes');
  await type('policy unset', 'policy', 'unset', 'icane', 'peripheral', 'files', '--yes', '--json');
  await type('archive unasked', 'stage', 'icane', 'archived');
  await type('archive', 'stage', 'icane', 'archived', '--yes', '--json');
  await type('why', 'why', 'ana@example.org', 'icane', 'files');
  await type('reopen', 'stage', 'icane', 'running', '--yes', '--lang', 'en');
  await type('group', 'enrol', 'cleo@example.org', 'icane-ethique', '--participation', 'actif', '--yes');
  await type('leave', 'unenrol', 'cleo@example.org', 'icane', '--yes');
}, 300_000);
afterAll(async () => {
  await cloud.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('what existed before', () => {
  it('is proposed with its reason and doubts, and only proposed', () => {
    expect(told('adopt unasked').code).toBe(2);
    expect(json('adopt unasked')).toMatchObject({
      plan: null,
      proposals: [
        {
          adoption: { native: 'infirmieres', key: 'icane/participation:core' },
          reason: 'same-words',
          confidence: 'sure',
        },
        { adoption: { kind: 'space', key: 'icane/files/main' }, reason: 'same-name', confidence: 'sure' },
      ],
    });
  });

  it('is adopted from the file that was written, changed on nobody’s behalf, and then served', async () => {
    const file = await readFile(join(folder, 'matches.yaml'), 'utf8');
    expect(file).toMatch(/# sure: its name has the community’s words\n {2}# nobody is in it\n {2}- adopt: true/);
    expect(told('adopt')).toMatchObject({ code: 0, err: expect.not.stringMatching(/Erreur/) as string });
    expect(json('adopt')).toMatchObject({ applied: { applied: 2, failed: 0 } });
    expect(told('apply').code).toBe(0);
  });
});

describe('the access policy of a community', () => {
  it('is changed cell by cell, by the words of its readers, and told with the number of people', () => {
    expect(told('policy'), told('policy').out + told('policy').err).toMatchObject({ code: 0 });
    expect(told('policy').out).toContain('Les participants pourront désormais écrire dans les fichiers : 1 personne');
    expect(told('policy').out).toMatch(
      /✓ Bram Maes · Infirmières en autonomie · gestionnaire de fichiers \(cloud\) : écrire/,
    );
    expect(json('policy known')).toMatchObject({
      cells: { 'participation:peripheral': { files: { level: 'write', from: 'community' } } },
    });
    expect(told('policy bad').err).toMatch(/Niveau inconnu pour files : modérer\. .*none, read, write, manage/);
    expect(json('policy unset')).toMatchObject({
      means: ['Les participants pourront seulement lire les fichiers : 1 personne'],
      platforms: [{ is: 'read', verdict: 'as-it-should' }],
    });
  });
});

describe('the stage of a community', () => {
  it('is archived after a yes, explained, and comes back', () => {
    expect(told('archive unasked').code).toBe(1);
    expect(told('archive unasked').out).toMatch(
      /1 personne pourra seulement lire les fichiers[\s\S]*Un groupe de travail reste ouvert \(Éthique\)/,
    );
    expect(json('archive')).toMatchObject({ platforms: [{ is: 'read', verdict: 'as-it-should' }] });
    expect(told('why').out).toContain('la communauté est archivée : lire, au lieu de écrire');
    expect(told('reopen').out).toContain('1 person will be able to write to the files');
    expect(told('reopen').code).toBe(0);
  });
});

describe('a working group', () => {
  it('brings the community above it along, and is left with it', () => {
    expect(told('group').out).toMatch(
      /Cléo Noël n'est pas membre de Infirmières en autonomie : .*inscrite aussi, au niveau « participant/,
    );
    expect(told('group').code).toBe(0);
    expect(told('leave').out).toMatch(/quitte aussi le groupe de travail Éthique/);
    expect(told('leave').code).toBe(0);
  });
});
