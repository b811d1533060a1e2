import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initInstance } from '@passerelle/store';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { passerelle } from './command.ts';

const bomb = [
  '  l0: &l0 [x, x, x, x, x, x, x, x, x]',
  ...Array.from(
    { length: 12 },
    (_, n) => `  l${n + 1}: &l${n + 1} [${Array.from({ length: 9 }, () => `*l${n}`).join(', ')}]`,
  ),
].join('\n');
const entry = (slug: string, more: string): string =>
  `  - { slug: ${slug}, name: ${slug}, modality: remote, stage: running, language: fr, zone: Europe/Brussels${more} }`;
const communities = (...entries: readonly string[]): string => `version: 1\ncommunities:\n${entries.join('\n')}\n`;
const person = 'person: anna@exemple.org';

/** A file of communities that must not be taken, and what its author must be told. */
const files: readonly { name: string; text: string; told: RegExp }[] = [
  { name: 'aliases that grow without end', text: `version: 1\nwords:\n${bomb}\n`, told: /renvois .*grossir sans fin/ },
  { name: 'a hundred thousand brackets', text: `version: 1\ncommunities: ${'['.repeat(100_000)}`, told: /ligne 2/ },
  {
    name: 'a key that stands twice',
    text: `${communities(entry('aube', ''))}version: 1\n`,
    told: /ligne 4.*deux fois/s,
  },
  { name: 'another tag', text: 'version: 1\ncommunities: !!js/function "() => 1"\n', told: /ligne 2/ },
  {
    name: 'working groups in a circle',
    text: communities(entry('aube', ', parent: brume'), entry('brume', ', parent: aube')),
    told: /en rond : aube → brume → aube/,
  },
  {
    name: 'a role that the access policy of a community does not know',
    text: communities(entry('aube', ', access: { capitaine: { files: write } }')),
    told: /capitaine/,
  },
  {
    name: 'a role that is assigned and does not exist',
    text: communities(
      entry('aube', `, members: [{ ${person}, participation: core }], assignments: [{ role: capitaine, ${person} }]`),
    ),
    told: /capitaine/,
  },
  {
    name: 'a level that no tool has',
    text: communities(entry('aube', ', access: { active: { files: everything } }')),
    told: /everything/,
  },
  {
    name: 'two periods of one person that overlap',
    text: communities(
      entry(
        'aube',
        `, members: [{ ${person}, participation: core, from: 2026-01-01, until: 2026-06-30 }, { ${person}, participation: active, from: 2026-06-01 }]`,
      ),
    ),
    told: /chevauche|déjà|période/i,
  },
  {
    name: 'a day that is none',
    text: communities(entry('aube', `, members: [{ ${person}, participation: core, from: 2026-02-31 }]`)),
    told: /2026-02-31|ligne 3/,
  },
  {
    name: 'somebody whom nobody knows',
    text: communities(entry('aube', ', members: [{ person: nobody@exemple.org, participation: core }]')),
    told: /nobody@exemple\.org/,
  },
];

describe('passerelle load, with a file that must not be taken', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await testDatabase();
    await initInstance(database.store);
    await database.store.pool.query(
      `with p as (insert into person (id) values (gen_random_uuid()) returning id)
       insert into person_name (person, given_name, family_name, display_name, email, email_folded)
       select id, 'Anna', 'Claes', 'Anna Claes', 'anna@exemple.org', 'anna@exemple.org' from p`,
    );
    folder = await mkdtemp(join(tmpdir(), 'passerelle-hostile-'));
    await writeFile(join(folder, 'passerelle.yaml'), 'version: 1\ndatabase: { url: { env: DATABASE_URL } }\n');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });
  const written = async (): Promise<unknown> => {
    const { rows } = await database.store.pool.query<object>(
      `select (select count(*) from community) as communities, (select count(*) from membership) as memberships, (select count(*) from act) as acts`,
    );
    return rows[0];
  };

  it.each(files)('$name: says so in plain French, with the place, and writes nothing', async ({ text, told }) => {
    await writeFile(join(folder, 'communities.yaml'), text);
    const before = await written();
    const { code, said } = await passerelle({ folder, database: database.url }, 'load', 'communities.yaml', '--yes');
    expect(said).toMatch(told);
    expect(said).not.toMatch(/\bat .*\.ts:\d+|\{"|undefined|\[object/);
    expect(code).toBe(1);
    expect(await written()).toEqual(before);
  });
});
