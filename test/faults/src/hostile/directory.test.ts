import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ldap, ldapConfig } from '@passerelle/connector-ldap';
import { silent } from '@passerelle/connector-kit';
import { closeEngine, openEngine, prepareJobs, syncSource, wakeEngine, type Engine } from '@passerelle/engine';
import { say, sourceId } from '@passerelle/model';
import { planTexts } from '@passerelle/plan';
import { initInstance, putCommunity, storeTexts } from '@passerelle/store';
import { sampleCommunity, testAct, testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { startDirectory, type Directory } from '../world/stand-ins.ts';

const suffix = 'dc=exemple,dc=org';
/** Everything that RFC 4514 gives a meaning to, and what breaks programs that do not know it. */
const special = [
  'Dupont, Jean',
  'a+b',
  'dit "le Grand"',
  'back\\slash',
  '<chevrons>',
  'point;virgule',
  '#dièse',
  'é=mc²',
  ' espaces ',
  'D’Hondt',
  'Œuvrard-Łukasiewicz',
  '李小龙',
  'e\u0301 décomposé',
  '(parenthèses)*',
  'a/b',
  'null\u00b7',
  '👩‍⚕️',
  'x'.repeat(180),
] as const;

const escape = (value: string): string =>
  value
    .replace(/[\\,+"<>;=]/g, (char) => `\\${char}`)
    .replace(/^[ #]/, (char) => `\\${char}`)
    .replace(/ $/, '\\ ');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const dnOf = (cn: string): string => `cn=${escape(cn)},ou=people,${suffix}`;
const person = (cn: string, number: number, mail = `personne.${number}@exemple.org`): string =>
  `dn:: ${base64(dnOf(cn))}\nobjectClass: inetOrgPerson\ncn:: ${base64(cn)}\nsn:: ${base64(cn.trim())}\ngivenName: Zoé\nuid: p${number}\nmail: ${mail}\n`;
const unit = (ou: string): string => `dn: ou=${ou},${suffix}\nobjectClass: organizationalUnit\nou: ${ou}\n`;
const top = `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: exemple\no: Exemple\n`;

const span = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const ordinary = 60;
const ldif = [
  top,
  unit('people'),
  unit('groups'),
  ...special.map((cn, index) => person(cn, index + 1000)),
  ...span(ordinary).map((number) => person(`Personne ${number}`, number)),
  `dn: cn=icane,ou=groups,${suffix}\nobjectClass: groupOfNames\ncn: icane\n${special.map((cn) => `member:: ${base64(dnOf(cn))}`).join('\n')}\n`,
].join('\n');

const { signal } = new AbortController();

describe('a directory that does what directories do', () => {
  let directory: Directory;
  let database: TestDatabase;
  let engine: Engine;
  beforeAll(async () => {
    directory = await startDirectory({ ldif });
    database = await testDatabase({ wake: wakeEngine });
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    await testAct(database.store, (tx) => putCommunity(tx, sampleCommunity('icane')));
    const config = ldapConfig.parse({
      url: directory.url,
      bind: directory.reader,
      base: `ou=people,${suffix}`,
      pageSize: 7,
      timeout: 5,
      groups: { base: `ou=groups,${suffix}`, map: [{ cn: 'icane', community: 'icane', participation: 'active' }] },
    });
    engine = await openEngine({
      store: database.store,
      targets: [],
      sources: [
        {
          id: sourceId('ldap'),
          connector: ldap,
          config,
          authority: 'source',
          personIdFrom: 'anchor',
          readFile: () => {
            throw new Error('no file is needed');
          },
        },
      ],
      logger: silent,
      randomBytes: (bytes) => new Uint8Array(bytes),
    });
  });
  afterAll(async () => {
    await closeEngine(engine);
    await database.drop();
    await directory.stop();
  });

  const sync = () => {
    const [source] = engine.sources.values();
    if (source === undefined) throw new Error('one source was configured');
    return syncSource(engine, source, { actor: 'cli:faults', dryRun: false, signal });
  };
  const counts = async (): Promise<{ people: number; present: number; members: number }> => {
    const { rows } = await database.store.pool.query<{ people: number; present: number; members: number }>(
      `select (select count(*)::int from person) as people, (select count(*)::int from person where state = 'active') as present,
              (select count(*)::int from membership where recorded_until = 'infinity' and until_date is null) as members`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('no counts');
    return row;
  };
  const french = { ...planTexts.fr, ...storeTexts.fr };
  const all = special.length + ordinary;

  it('is read whatever its people are called, and who is in a group is recognised by each of their names', async () => {
    const result = await sync();
    expect(result).toMatchObject({ state: 'applied', blocked: [], findings: [], error: null });
    expect(await counts()).toEqual({ people: all, present: all, members: special.length });
    const { rows } = await database.store.pool.query<{ name: string }>(
      `select family_name as name from person_name where person in (select person from membership) order by 1`,
    );
    expect(rows.map(({ name }) => name.normalize('NFC')).sort()).toEqual(
      special.map((cn) => cn.trim().normalize('NFC')).sort(),
    );
    expect((await sync()).state).toBe('unchanged');
  });

  it('that answers a tenth of its people takes nothing from anybody, says so in French, and is believed again when it is mended', async () => {
    const before = await counts();
    directory.disturb({ kind: 'tenth' });
    const result = await sync();
    expect(result.state).toBe('blocked');
    expect(result.blocked.map(({ code }) => code)).toContain('guard.source.lost');
    for (const reason of result.blocked) expect(say(french, 'fr', reason)).toMatch(/[a-zé] .+ .+/);
    for (const reason of result.blocked) expect(say(french, 'fr', reason)).not.toMatch(/[{}]/);
    expect(await counts()).toEqual(before);
    const told = await database.store.pool.query<object>(`select code, subject from notice where resolved_at is null`);
    expect(told.rows).toEqual([{ code: 'source.blocked', subject: 'ldap' }]);
    directory.disturb({ kind: 'none' });
    expect((await sync()).state).toBe('unchanged');
    expect(await counts()).toEqual(before);
    const after = await database.store.pool.query<object>(`select code from notice where resolved_at is null`);
    expect(after.rows).toEqual([]);
  });

  it.each([{ kind: 'break-off', afterEntries: 5 }, { kind: 'refuse' }, { kind: 'time-limit' }] as const)(
    'that fails in the middle ($kind) takes nothing from anybody and is told',
    async (trouble) => {
      const before = await counts();
      directory.disturb(trouble);
      const result = await sync();
      expect(['partial', 'failed']).toContain(result.state);
      expect(result.error?.code).toMatch(/unreachable|unexpected-answer|timeout|rejected|server-error/);
      expect(await counts()).toEqual(before);
      directory.disturb({ kind: 'none' });
      expect((await sync()).state).toBe('unchanged');
      expect(await counts()).toEqual(before);
    },
  );

  it('in which two people have one address keeps both apart, and asks a person', async () => {
    const before = await counts();
    const attributes = (number: number) =>
      Object.entries({
        objectClass: 'inetOrgPerson',
        cn: `Jumeau ${number}`,
        sn: 'Jumeau',
        givenName: 'Zoé',
        uid: `j${number}`,
        mail: 'jumeaux@exemple.org',
      }).map(([name, value]) => ({ name, values: [value] }));
    for (const number of [1, 2])
      directory.tree.add(`cn=Jumeau ${number},ou=people,${suffix}`, attributes(number), directory.manager.dn);
    const result = await sync();
    const clashes = result.findings.filter(({ message }) => message.code === 'source.duplicate-address');
    expect(clashes).toHaveLength(1);
    for (const clash of clashes)
      expect(say(french, 'fr', clash.message)).toMatch(/l'adresse est déjà celle de .* attend qu'une personne tranche/);
    expect(await counts()).toEqual({ ...before, people: before.people + 1, present: before.present + 1 });
  });
});
