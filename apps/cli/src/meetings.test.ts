import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startNextcloud, type NextcloudStandIn } from '@passerelle/sandbox';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const password = 'Sup3rSecretAppPassword';
const ofMember = 'Member-s_own-Password_42';

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: string;
let database: TestDatabase;
let cloud: NextcloudStandIn;

/** The real command in a process of its own, as a shell without a terminal runs it. */
async function passerelle(...args: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LANG: 'C',
      DATABASE_URL: database.url,
      NC_PASSWORD: password,
      ROOMS_SECRET: 'k3xJ9wQz7LmV2tRb8NcY5pHs1DfGaE4u',
      LOGIN_SECRET: 'a-secret-of-the-login-client',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out, err };
}
/** Insists that it went well. */
async function typed(...args: readonly string[]): Promise<string> {
  const answer = await passerelle(...args);
  expect(answer, answer.out + answer.err).toMatchObject({ code: 0 });
  return answer.out;
}

const basic = (login: string, secret: string): string =>
  `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;

/** The account that somebody has in Nextcloud, with a password that this test knows. */
async function accountOf(email: string): Promise<string> {
  const { rows } = await database.store.pool.query<{ native: string }>(
    `select l.native from link l join person_name n on n.person = l.person where n.email = $1 and l.target = 'cloud'`,
    [email],
  );
  const login = rows[0]?.native ?? '';
  const answer = await fetch(`${cloud.url}/ocs/v2.php/cloud/users/${login}`, {
    method: 'PUT',
    headers: {
      authorization: basic('admin', 'admin'),
      'ocs-apirequest': 'true',
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ key: 'password', value: ofMember }).toString(),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return login;
}

const dav = async (login: string, method: string, path: string, body?: string, type = 'text/calendar') => {
  const response = await fetch(`${cloud.url}${path}`, {
    method,
    headers: { authorization: basic(login, ofMember), depth: '1', 'content-type': type },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
};
/** The addresses of what is in a folder of somebody's, as they see it. */
async function listed(login: string, path: string): Promise<readonly string[]> {
  const { text: answer } = await dav(login, 'PROPFIND', path);
  return [...answer.matchAll(/<[\w]*:?href>([^<]+)<\//g)]
    .map(([, href = '']) => href)
    .filter((href) => decodeURIComponent(href) !== decodeURIComponent(path));
}
async function shared(login: string, home: 'calendars' | 'addressbooks/users'): Promise<string> {
  const found = (await listed(login, `/remote.php/dav/${home}/${login}/`)).find((href) => href.includes('_shared_by_'));
  if (found === undefined) throw new Error(`nothing is shared with ${login} in ${home}`);
  return found;
}
const objects = async (login: string, home: 'calendars' | 'addressbooks/users') => {
  const found: string[] = [];
  for (const href of await listed(login, await shared(login, home))) found.push((await dav(login, 'GET', href)).text);
  // Long lines are folded (RFC 5545 §3.1).
  return found.map((object) => object.replaceAll(/\r\n[ \t]/g, ''));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-meetings-'));
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
server:
  publicUrl: https://passerelle.example.org
  login: { issuer: 'https://login.example.org/realms/cop', clientSecret: { env: LOGIN_SECRET } }
targets:
  cloud:
    kind: nextcloud
    url: ${cloud.url}
    credentials: { user: passerelle, password: { env: NC_PASSWORD } }
    rateLimitLifted: true
  rooms:
    kind: jitsi
    url: https://rooms.example.org
    issuer: passerelle
    signing: { with: secret, secret: { env: ROOMS_SECRET } }
    mode: paused
`,
  );
  await writeFile(
    join(folder, 'people.csv'),
    'Prénom;Nom;Courriel;Téléphone\nAna;Peeters;ana@example.org;+32 2 123 45 67\nBram;Maes;bram@example.org;\n',
  );
  await writeFile(
    join(folder, 'communities.yaml'),
    `version: 1
communities:
  - slug: icane
    name: Infirmières en autonomie
    modality: remote
    stage: running
    language: fr
    zone: Europe/Brussels
    tools: { calendar: { target: cloud }, contacts: { target: cloud }, video: { target: rooms } }
    members:
      - { person: ana@example.org, participation: core }
      - { person: bram@example.org, participation: peripheral }
    assignments:
      - { role: secretaire, person: ana@example.org }
`,
  );
  await typed('import', 'people.csv', '--yes');
  await typed('load', 'communities.yaml', '--by-hand', '--yes');
  await passerelle('apply', '--target', 'cloud', '--yes');
}, 300_000);
afterAll(async () => {
  await cloud.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const when = ['--on', '12/12/2099', '--from', '14h', '--to', '16:00'] as const;

describe('a meeting, as it is typed', () => {
  it('is previewed, and nothing is done without a yes', async () => {
    const answer = await passerelle('meeting', 'add', 'icane', 'Réunion plénière', ...when);
    expect(answer.code).toBe(1);
    expect(answer.out).toContain('« Réunion plénière », samedi 12 décembre 2099, de 14:00 à 16:00 (Europe/Brussels)');
    expect(JSON.parse(await typed('meeting', 'list', 'icane', '--json'))).toEqual([]);
  });

  it('is in the members’ calendar with its zone, its modality and the way to the room; its change and its cancellation follow', async () => {
    const login = await accountOf('bram@example.org');
    const told = await typed(
      'meeting',
      'add',
      'icane',
      'Réunion plénière',
      ...when,
      '--hybrid',
      '--place',
      'Salle 2',
      '--yes',
    );

    expect(told).toContain('hybride · Salle 2');
    let [event = ''] = await objects(login, 'calendars');
    expect(event).toContain('SUMMARY:Réunion plénière');
    expect(event).toContain('DTSTART;TZID=Europe/Brussels:20991212T140000');
    expect(event).toContain('https://passerelle.example.org/visio/icane');
    expect(event).toContain('Salle 2');
    expect(event).toMatch(/hybride/i);

    const changed = await typed('meeting', 'change', 'icane', '2099-12-12', '--from', '15:00', '--yes');
    expect(changed).toMatch(/de 14:00 à 16:00.* → .*de 15:00 à 17:00/);
    [event = ''] = await objects(login, 'calendars');
    expect(event).toContain('DTSTART;TZID=Europe/Brussels:20991212T150000');
    expect(event).toContain('SEQUENCE:1');

    await typed('meeting', 'cancel', 'icane', 'plénière', '--yes');
    [event = ''] = await objects(login, 'calendars');
    expect(event).toContain('STATUS:CANCELLED');
    expect(await objects(login, 'calendars')).toHaveLength(1);
    expect(await typed('meeting', 'list', 'icane')).toContain('Réunion plénière (annulée)');
  }, 240_000);

  it('that cannot be is refused in plain words', async () => {
    const add = (...more: readonly string[]) => passerelle('meeting', 'add', 'icane', 'X', ...more, '--yes');
    // The last Sunday of March: clocks go from 02:00 to 03:00.
    expect((await add('--on', '2027-03-28', '--from', '02:30', '--to', '04:00')).err).toContain('02:30 n’existe pas');
    const twice = await passerelle(
      'meeting',
      'add',
      'icane',
      'X',
      '--on',
      '2027-10-31',
      '--from',
      '02:30',
      '--to',
      '04:00',
      '--lang',
      'en',
    );
    expect(twice.out).toContain('clocks show 02:30 twice');
  }, 240_000);
});

describe('the address book', () => {
  it('shows of each member what they agreed to, and nothing more', async () => {
    const login = await accountOf('bram@example.org');
    const cards = async (): Promise<string> => (await objects(login, 'addressbooks/users')).join('\n');
    expect(await cards()).toContain('Ana Peeters');
    expect(await cards()).not.toMatch(/EMAIL|TEL/);

    const shown = await typed('card', 'ana@example.org', 'icane', '--show', 'courriel,téléphone', '--yes');
    expect(shown).toContain(
      'La fiche de Ana Peeters montre aux membres de Infirmières en autonomie : nom, e-mail, téléphone.',
    );
    expect(await cards()).toMatch(/ana@example\.org/);
    expect(await typed('cards', 'icane')).toMatch(/Ana Peeters +✓ +✓/);
    await typed('card', 'ana@example.org', 'icane', '--hide', 'email', '--yes');
    expect(await cards()).not.toMatch(/EMAIL/);
  }, 240_000);

  it('loses the card of a leaver, and keeps what members added by hand', async () => {
    const writer = await accountOf('ana@example.org');
    const book = await shared(writer, 'addressbooks/users');
    const own = 'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a1\r\nFN:Imprimerie\r\nN:Imprimerie;;;;\r\nEND:VCARD\r\n';
    const put = await dav(writer, 'PUT', `${book}imprimerie.vcf`, own, 'text/vcard');
    expect(put.status).toBe(201);
    const before = (await objects(writer, 'addressbooks/users')).join('\n');
    expect(before).toContain('Bram Maes');
    const told = await typed('unenrol', 'bram@example.org', 'icane', '--yes');
    expect(told).toContain('sa fiche quitte le carnet d’adresses');
    const after = (await objects(writer, 'addressbooks/users')).join('\n');
    expect(after).not.toContain('Bram Maes');
    expect(after).toContain('Ana Peeters');
    expect(after).toContain('Imprimerie');
  }, 240_000);
});
