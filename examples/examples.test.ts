import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string) => readFileSync(inRepository(path));
const directory = read('examples/directory.ldif').toString('utf8');
const spreadsheet = read('examples/membres-externes.csv');
const spreadsheetUtf8 = read('examples/membres-externes-utf8.csv');
const communities = read('examples/communities.yaml').toString('utf8');

const made = (people: number) =>
  execFileSync(process.execPath, [inRepository('scripts/make-example-directory.mjs'), '--people', String(people)], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
const logins = (ldif: string) => Array.from(ldif.matchAll(/^uid: (.+)$/gm), ([, uid]) => uid ?? '');

describe('the example directory', () => {
  it('is what its script makes', () => {
    expect(made(300) === directory).toBe(true);
  });

  it('gives everybody their own login, in 10,000 people too, and the same people first', () => {
    const many = logins(made(10_000));
    expect(many).toHaveLength(10_000);
    expect(new Set(many).size).toBe(10_000);
    expect(many.slice(0, 300)).toEqual(logins(directory));
  });
});

describe('the example spreadsheets', () => {
  it('have kept their bytes: Windows-1252 with CR LF, and UTF-8 behind a byte order mark', () => {
    expect(spreadsheet.toString('latin1').split('\r\n')[0]).toBe(
      "Nom;Prénom;Adresse e-mail;Langue;Communauté;Participation;Rôle;Jusqu'au",
    );
    expect(spreadsheet.includes(Buffer.from([0x4c, 0x65, 0x62, 0x9c, 0x75, 0x66]))).toBe(true); // Lebœuf: œ is not in Latin-1
    expect(spreadsheetUtf8.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(spreadsheetUtf8.toString('utf8')).toContain('Wiśniewski,Łukasz');
  });
});

describe('the example communities', () => {
  it('name only people of the directory and of the spreadsheets', () => {
    const known = new Set([
      ...logins(directory).map((uid) => `ldap:${uid}`),
      ...Array.from(spreadsheetUtf8.toString('utf8').matchAll(/[^,\s]+@[^,\s]+/g), ([mail]) => mail.toLowerCase()),
    ]);
    const named = Array.from(communities.matchAll(/(?<=(?:person|deputyFor): )[\w:@.-]+/g), ([person]) => person);
    expect(named.length).toBeGreaterThan(250);
    expect(named.filter((person) => !known.has(person))).toEqual([]);
  });
});
