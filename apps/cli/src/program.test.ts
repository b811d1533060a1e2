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

/** The real command in a process of its own, as a shell without a terminal runs it. */
async function passerelle(args: readonly string[], env: Record<string, string> = {}): Promise<Answer> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LANG: 'C',
      DATABASE_URL: database.url,
      NC_PASSWORD: password,
      ...env,
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
const json = (answer: Answer): Record<string, unknown> => JSON.parse(answer.out) as Record<string, unknown>;

const communities = (members: string): string => `version: 1
communities:
  - slug: icane
    name: ICANE
    modality: remote
    stage: running
    language: fr
    zone: Europe/Brussels
    members:
${members}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-cli-'));
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
administrators: [ana@example.org]
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
    'Prénom;Nom;Courriel\nAna;Peeters;ana@example.org\nBram;Maes;bram@example.org\nCléo;Noël;cleo@example,org\n',
  );
});
afterAll(async () => {
  await cloud.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('the command line', () => {
  it('explains itself with examples, in French unless asked otherwise', async () => {
    const [french, english] = [await passerelle(['--help']), await passerelle(['apply', '--help', '--lang', 'en'])];
    expect(french).toMatchObject({ code: 0, err: '' });
    expect(french.out).toMatch(/Usage :[\s\S]*Commandes :[\s\S]*Exemples :/);
    expect(english.out).toMatch(/Usage: passerelle apply[\s\S]*Common options:[\s\S]*Examples:\n {2}passerelle apply/);
  });

  it.each([
    [['plann'], /Commande inconnue : plann/],
    [['plan', '--targets', 'x'], /Option inconnue : --targets/],
    [['enrol', 'ana'], /Il manque : community/],
    [['status', 'x'], /Trop d’arguments/],
    [['plan', '--out'], /--out.* attend une valeur/],
  ])('%j is a mistake that is told in words, with code 1', async (args, said) => {
    const answer = await passerelle(args);
    expect(answer.code).toBe(1);
    expect(answer.err).toMatch(said);
    expect(answer.out).toBe('');
  });

  it('without a configuration says where it looked and what to do', async () => {
    const answer = await passerelle(['status', '--config', 'nowhere.yaml', '--json']);
    expect(answer.code).toBe(1);
    expect(json(answer)).toMatchObject({ error: { code: 'config.title' } });
    expect(answer.err).toContain('nowhere.yaml');
  });
});

describe('from a spreadsheet to working access', () => {
  /** Told once, in order, and looked at by the tests: what somebody types on the first day. */
  const day = new Map<string, Answer>();
  const told = (name: string): Answer => {
    const answer = day.get(name);
    if (answer === undefined) throw new Error(`nothing was typed as ${name}`);
    return answer;
  };
  beforeAll(async () => {
    const type = async (name: string, ...args: readonly string[]): Promise<void> => {
      day.set(name, await passerelle(args));
    };
    await writeFile(join(folder, 'bad.yaml'), communities('      - { person: ana@example.org, particpation: core }\n'));
    await writeFile(
      join(folder, 'unknown.yaml'),
      communities('      - { person: zoe@example.org, participation: core }\n'),
    );
    await writeFile(
      join(folder, 'good.yaml'),
      communities('      - { person: ana@example.org, participation: core }\n'),
    );
    await type('doctor', 'doctor');
    await type('import unasked', 'import', 'people.csv');
    await type('import', 'import', 'people.csv', '--yes');
    await type('import again', 'import', 'people.csv');
    await type('load bad', 'load', 'bad.yaml', '--yes', '--lang', 'en');
    await type('load unknown', 'load', 'unknown.yaml', '--yes');
    await type('load', 'load', 'good.yaml', '--yes');
    await type('load again', 'load', 'good.yaml', '--json');
    await type('export', 'export', 'out.yaml');
    await type('load export', 'load', 'out.yaml', '--dry-run', '--json');
    await type('plan', 'plan', '--json', '--out', 'plan.json');
    await type('apply unasked', 'apply', 'plan.json');
    await type('apply', 'apply', 'plan.json', '--yes');
    await type('apply again', 'apply', 'plan.json', '--yes');
    await type('plan again', 'plan', '--lang', 'en');
    await type('enrol', 'enrol', 'maes', 'icane', '--participation', 'actif', '--yes', '--json');
    await type('enrol again', 'enrol', 'maes', 'icane', '--yes', '--json');
  }, 300_000);

  it('looks at everything, on a database that nobody has prepared', () => {
    expect(told('doctor').err).toBe('');
    expect(told('doctor').out).toMatch(/base de données PostgreSQL/);
    expect(told('doctor').out).toMatch(/cloud\n(?: {2}[✓!] .*\n(?: {6}→ .*\n)?)+/);
  });

  it('imports people only after a yes, and names the line that cannot be used', () => {
    expect(told('import unasked').code).toBe(1);
    expect(told('import unasked').err).toMatch(/il faut un oui/);
    expect(told('import').code).toBe(0);
    expect(told('import again')).toMatchObject({ code: 0, err: '' });
    expect(told('import again').out).toMatch(/Rien de nouveau/);
    expect(told('import').out).toMatch(/people\.csv, ligne 4 : .*cleo@example\.org/);
  });

  it('loads communities, and says by line what is wrong in their file', () => {
    expect(told('load bad').code).toBe(1);
    expect(told('load bad').err).toMatch(/line 10, communities\.0\.members\.0\.particpation : .*“participation”/);
    expect(told('load unknown').err).toContain('zoe@example.org');
    expect(told('load').code).toBe(0);
    expect(json(told('load again'))).toMatchObject({ written: false });
  });

  it('gives a new community that names no tools the usual ones, and exports what it loads', async () => {
    expect(told('export').code).toBe(0);
    expect(await readFile(join(folder, 'out.yaml'), 'utf8')).toMatch(/target: cloud/);
    expect(json(told('load export'))).toMatchObject({ written: false, plan: { communities: { changed: [] } } });
  });

  it('plans with code 2, applies exactly that file, and then has nothing left to do', async () => {
    expect(told('plan').code).toBe(2);
    const document = json(told('plan'));
    expect(document).toMatchObject({ format: 'passerelle.plan', version: 1 });
    expect(JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8'))).toMatchObject({ id: document['id'] });
    expect(told('apply unasked').code).toBe(1);
    expect(told('apply').err).toMatch(/cloud: \d+\/\d+/);
    expect(told('apply').code).toBe(0);
    expect(told('apply again').code).toBe(1);
    expect(told('plan again').code).toBe(0);
    expect(told('plan again').out).toContain('every platform matches');
  });

  it('enrols somebody everywhere, and reads back what the platform says', () => {
    expect(told('enrol').code).toBe(0);
    expect(json(told('enrol'))).toMatchObject({
      changes: [{ tool: 'files', before: 'none', after: 'write' }],
      platforms: [{ is: 'write', verdict: 'as-it-should' }],
    });
    // Once more without a word about the level: it stays.
    expect(json(told('enrol again'))).toMatchObject({ changes: [], stations: [], platforms: [{ is: 'write' }] });
  });

  it('explains an access down to the platform, and says who has one', async () => {
    expect(json(await passerelle(['why', 'bram@example.org', 'icane', 'files', '--json']))).toMatchObject({
      tools: [{ should: 'write', is: 'write' }],
    });
    const who = await passerelle(['who', 'ICANE']);
    expect(who.out).toMatch(/Ana Peeters[\s\S]*Bram Maes/);
  });

  it('suspends and resumes at once, and the record of it is intact', async () => {
    const suspended = await passerelle(['suspend', 'bram@example.org', '--yes', '--json']);
    expect(suspended.code).toBe(0);
    expect(json(suspended)).toMatchObject({ platforms: [{ is: 'none' }] });
    expect((await passerelle(['resume', 'bram@example.org', '--yes'])).code).toBe(0);
    const record = await passerelle(['audit', '--person', 'bram@example.org']);
    expect(record.out).toMatch(/membership\.enrolled[\s\S]*person\.suspended[\s\S]*person\.resumed/);
    expect(json(await passerelle(['audit', 'verify', '--json']))).toMatchObject({ state: 'intact' });
  });

  it('refuses to end by hand what a file claims, and says who does', async () => {
    const answer = await passerelle(['unenrol', 'ana@example.org', 'icane', '--yes']);
    expect(answer.code).toBe(1);
    expect(answer.err).toMatch(/Ana Peeters.*le fichier des communautés/);
  });

  it('asks to be more exact when several people answer', async () => {
    const answer = await passerelle(['suspend', 'example', '--yes', '--lang', 'en']);
    expect(answer.code).toBe(1);
    for (const said of ['Several people answer', 'ana@example.org', 'bram@example.org'])
      expect(answer.err).toContain(said);
  });

  it('shows how everything is', async () => {
    expect((await passerelle(['status'])).out).toMatch(/cloud\s+(?:au travail|en pause)/);
  });

  it('pauses a platform and says so in the plan, without an error', async () => {
    expect((await passerelle(['pause', 'cloud'])).code).toBe(0);
    const plan = await passerelle(['plan']);
    expect(plan.code).toBe(0);
    expect(plan.out).toMatch(/cloud : en pause/);
    expect((await passerelle(['unpause', 'cloud'])).code).toBe(0);
    expect((await passerelle(['pause', 'clod'])).err).toMatch(/Aucune plateforme « clod »/);
  });

  it('never answers "nothing to do" about a platform that refuses us, and never shows the password', async () => {
    const wrong = 'An0therSecretValue';
    const answers = [
      await passerelle(['plan', '--verbose'], { NC_PASSWORD: wrong }),
      await passerelle(['doctor', '--verbose'], { NC_PASSWORD: wrong }),
      await passerelle(['status', '--json', '--verbose']),
    ];
    expect(answers.map(({ code }) => code)).toEqual([1, 1, 0]);
    for (const { out, err } of answers) {
      for (const secret of [wrong, password, Buffer.from(`passerelle:${wrong}`).toString('base64')])
        expect(out + err).not.toContain(secret);
    }
    // The right password is another one than the refused one: it is tried again.
    expect((await passerelle(['plan'])).code).toBe(0);
  });

  it('serves until it is told to stop, and ends cleanly', async () => {
    const child = spawn(process.execPath, [main, 'serve', '--port', '0'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, DATABASE_URL: database.url, NC_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    let said = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        const found = /(http:\S+)\/health/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then((code) => reject(new Error(`serve ended with ${code}: ${said}`)));
    });
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true, workers: 1 });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
