import { silent, type Source, type SourceEvent, type SourceRecord } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { describe, expect, it } from 'vitest';
import { csv } from './index.ts';

type Input = string | Uint8Array | (() => AsyncIterable<Uint8Array>);
const bytesOf = (input: Input): AsyncIterable<Uint8Array> => {
  if (typeof input === 'function') return input();
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  // Pieces of five bytes cut letters, line ends and quoted cells anywhere.
  return (async function* () {
    for (let at = 0; at < bytes.length; at += 5) yield Promise.resolve(bytes.subarray(at, at + 5));
  })();
};
const source = (input: Input, extra: object = {}): Source =>
  csv.connect(csv.manifest.config.parse({ path: '/somewhere/people.csv', ...extra }), {
    name: 'externals',
    logger: silent,
    now: () => 0,
    readFile: () => bytesOf(input),
  });
async function read(input: Input, extra: object = {}) {
  const events: SourceEvent[] = [];
  for await (const event of source(input, extra).read(testCall())) events.push(event);
  const records: SourceRecord[] = events.flatMap((event) => (event.kind === 'record' ? [event.record] : []));
  const told = (kind: 'rejected' | 'notice') =>
    events.flatMap((event) =>
      event.kind === kind && 'reason' in event ? [{ where: event.where, ...event.reason }] : [],
    );
  return { records, rejected: told('rejected'), notices: told('notice'), end: events.at(-1) };
}
const header = 'Nom;Prénom;Adresse e-mail;Langue;Communauté;Niveau;Rôle;Du;Jusqu’au;Organisation;Téléphone\n';

describe('a spreadsheet of external members', () => {
  it('becomes one record per person, whatever the number of lines', async () => {
    const { records, rejected, end } = await read(
      `${header}Łukasiewicz;Zoé;Zoe@Example.org;français;ICANE;Actif;;01/02/2026;2026-12-31;Hôpital;+32 2\n` +
        'Lukasiewicz;Zoé;zoe@example.org;;icane;;secrétaire, Modératrice;;;;\n' +
        'Łukasiewicz;Zoé;zoe@example.org;;icso;noyau;technicien·ne;;;;\n',
    );
    expect(rejected).toEqual([]);
    expect(records).toEqual([
      {
        externalId: 'zoe@example.org',
        where: 'people.csv:2',
        login: null,
        givenName: 'Zoé',
        familyName: 'Łukasiewicz',
        displayName: 'Zoé Łukasiewicz',
        email: 'Zoe@Example.org',
        preferredLanguage: 'fr',
        organization: 'Hôpital',
        phoneNumber: '+32 2',
        active: true,
        memberships: [
          { community: 'icane', participation: 'active', from: '2026-02-01', until: '2026-12-31' },
          { community: 'icso', participation: 'core', from: null, until: null },
        ],
        assignments: [
          { community: 'icane', role: 'secretaire', from: null, until: null },
          { community: 'icane', role: 'moderateur', from: null, until: null },
          { community: 'icso', role: 'technicien', from: null, until: null },
        ],
      },
    ]);
    expect(end).toMatchObject({ kind: 'end', state: 'complete', shape: { idField: 'Adresse e-mail', records: 1 } });
  });

  const text = 'Nom;Prénom;Courriel\r\nOuédraogo – l’Aînée;Éloïse;e@example.org\r\n';
  it.each([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16 with a mark', new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    ['UTF-16 without', new Uint8Array(Buffer.from(text, 'utf16le'))],
    ['UTF-16, the other way', new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())],
    [
      'Windows-1252',
      Uint8Array.from(text.replaceAll('–', '\u0096').replaceAll('’', '\u0092'), (char) => char.charCodeAt(0)),
    ],
  ])('keeps its accents when it comes in %s', async (_, bytes) => {
    const { records } = await read(bytes);
    expect(records[0]).toMatchObject({ displayName: 'Éloïse Ouédraogo – l’Aînée', email: 'e@example.org' });
  });

  it.each([
    ['commas', 'Last name,First name,E-mail\n"Lee, Jr",Ann,ann@example.org\n', 'Lee, Jr'],
    ['tabs', 'Achternaam\tVoornaam\tE-mailadres\nVan den Berghe\tAnn\tann@example.org\n', 'Van den Berghe'],
    ["Excel's own first line", 'sep=;\r\nNom;Prénom;Mail\r\nLee;Ann;ann@example.org\r\n', 'Lee'],
    ['columns of its own', 'Wer;Vorname;Post\nLee;Ann;ann@example.org\n', 'Lee'],
  ])('is understood with %s', async (_, text, familyName) => {
    const columns = { familyName: 'Wer', givenName: 'Vorname', email: 'Post' };
    const { records } = await read(text, text.startsWith('Wer') ? { columns } : {});
    expect(records[0]).toMatchObject({ familyName, givenName: 'Ann', email: 'ann@example.org' });
  });

  it('keeps what looks like a formula as text', async () => {
    const { records } = await read('Nom;Mail\n"=HYPERLINK(""http://x"")";a@example.org\n');
    expect(records[0]?.displayName).toBe('=HYPERLINK("http://x")');
  });
});

describe('what cannot be used is refused with its line and the reason', () => {
  it('a mistyped address, with what was meant', async () => {
    const { rejected, records } = await read('Nom;Mail\nLee;ann@gmial.com\nRoy;roy@example.org\n');
    expect(rejected).toEqual([
      {
        where: 'people.csv:2',
        code: 'address.suggestion',
        params: { address: 'ann@gmial.com', suggestion: 'ann@gmail.com' },
      },
    ]);
    expect(records.map(({ familyName }) => familyName)).toEqual(['Roy']);
  });

  it('an unknown role, while the other lines of the person are kept', async () => {
    const { rejected, records } = await read(
      'Nom;Mail;Communauté;Rôle\nLee;a@example.org;icane;roi\nLee;a@example.org;icane;expert\n',
    );
    expect(rejected).toMatchObject([{ where: 'people.csv:2', code: 'csv.rejected.role', params: { word: 'roi' } }]);
    expect(rejected[0]?.params['known']).toContain('secretaire');
    expect(records[0]?.assignments).toMatchObject([{ role: 'expert' }]);
  });

  it.each([
    ['x;a@example.org;;;expert;;', 'csv.rejected.no-community'],
    ['x;a@example.org;icane;loin;;;', 'csv.rejected.participation'],
    ['x;a@example.org;i;;;;', 'csv.rejected.community'],
    ['x;a@example.org;icane;;;31/02/2026;', 'csv.rejected.date'],
    ['x;a@example.org;icane;;;02/02/2026;01/02/2026', 'csv.rejected.period'],
    ['x;;icane;;;;', 'csv.rejected.no-address'],
    [';a@example.org;icane;;;;', 'csv.rejected.no-name'],
    ['x\u0000;a@example.org;icane;;;;', 'csv.rejected.nul'],
    ['x;a@example.org;icane;;;;;too much', 'csv.rejected.too-many-cells'],
    ['"x\ny";a@example.org;icane;;;;', 'csv.rejected.line-break'],
  ])('%j: %s', async (line, code) => {
    const { rejected, records } = await read(`Nom;Mail;Communauté;Niveau;Rôle;Du;Au\n${line}\n`);
    expect(rejected.map((one) => one.code)).toEqual([code]);
    expect(records).toEqual([]);
  });

  it('two people at one address: neither is guessed at', async () => {
    const { rejected, records } = await read('Nom;Mail\nLee;a@example.org\nRoy;A@example.org\nKim;k@example.org\n');
    expect(records.map(({ familyName }) => familyName)).toEqual(['Kim']);
    expect(rejected).toMatchObject([
      { where: 'people.csv:3', code: 'csv.rejected.other-name', params: { line: 2 } },
      { where: 'people.csv:2', code: 'csv.rejected.contradicted', params: { lines: '3' } },
    ]);
  });

  it('a second level in the same community', async () => {
    const { rejected } = await read('Nom;Mail;CoP;Niveau\nL;a@example.org;icane;actif\nL;a@example.org;icane;noyau\n');
    expect(rejected).toMatchObject([{ where: 'people.csv:3', code: 'csv.rejected.second-membership' }]);
  });
});

it('a line that says nothing new is told, and changes nothing', async () => {
  const { notices, records } = await read('Nom;Mail;CoP\nL;a@example.org;icane\nL;a@example.org;icane\n');
  expect(notices).toMatchObject([{ where: 'people.csv:3', code: 'csv.notice.repeats' }]);
  expect(records).toHaveLength(1);
});

it('a column that is not known is told; a required one that is missing ends the reading', async () => {
  expect((await read('Nom;Mail;Chaussures\nL;a@example.org;42\n')).notices).toMatchObject([
    { code: 'csv.notice.unknown-column', params: { column: 'Chaussures' } },
  ]);
  const { notices, end } = await read('Prénom;Chaussures\nL;42\n');
  expect(notices.map(({ code }) => code)).toContain('csv.missing.key');
  expect(end).toMatchObject({ state: 'partial', error: { code: 'rejected' } });
});

it('a quotation mark that is never closed is named by its line, and nobody counts as absent', async () => {
  const lines = Array.from({ length: 50 }, (_, at) => `N${at};n${at}@example.org`);
  lines[20] = '"N20;n20@example.org';
  const { end } = await read(`Nom;Mail\n${lines.join('\n')}\n`);
  expect(end).toMatchObject({ state: 'partial', error: { code: 'rejected' } });
  expect(end?.kind === 'end' && end.state === 'partial' && end.error.detail).toContain('line 22');
});

it.each([
  ['an empty file', ''],
  ['a file of blank lines', '\n\n'],
])('%s is no reading of nobody', async (_, text) => {
  expect((await read(text)).end).toMatchObject({ kind: 'end', state: 'partial' });
});

it('a file that is not there is told', async () => {
  const gone = () =>
    (async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' }));
    })();
  expect((await read(gone)).end).toMatchObject({ state: 'partial', error: { code: 'not-found' } });
});

it('people beyond the limit end the reading instead of the memory', async () => {
  const { end } = await read('Nom;Mail\nA;a@example.org\nB;b@example.org\n', { maxPeople: 1 });
  expect(end).toMatchObject({ state: 'partial', error: { code: 'rejected' } });
});

it('many lines of few people are read without being kept', async () => {
  const lines = 200_000;
  const many = () =>
    (async function* () {
      yield new TextEncoder().encode('Nom;Mail;CoP;Niveau\n');
      for (let at = 0; at < lines; at += 1000) {
        const block = Array.from({ length: 1000 }, (_, n) => `P${n % 100};p${n % 100}@example.org;icane;actif\n`);
        yield Promise.resolve(new TextEncoder().encode(block.join('')));
      }
    })();
  let records = 0;
  let notices = 0;
  for await (const event of source(many).read(testCall())) {
    if (event.kind === 'record') records++;
    if (event.kind === 'notice') notices++;
  }
  expect({ records, notices }).toEqual({ records: 100, notices: lines - 100 });
});

it('check says how the file is written and what its columns are', async () => {
  const checks = [];
  for await (const check of source('Nom;Mail;Chaussures\n').check(testCall())) checks.push([check.id, check.state]);
  expect(checks).toEqual([
    ['csv.file', 'ok'],
    ['csv.columns', 'ok'],
    ['csv.unknown-columns', 'warning'],
  ]);
});
