/** The LDAP source on a real OpenLDAP: its limits, its spelling of DNs, and how long it takes beside ldapsearch. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { silent, type SourceEvent } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldap } from '@passerelle/connector-ldap';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DIRECTORY, describeReal, slapdAvailable, startSlapd, type Slapd } from './servers/index.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const PEOPLE = 10_000;
/** The goal of a whole reading beside a bare paged ldapsearch of the same attributes. */
const TIMES = 4;

describeReal('the LDAP source on a real OpenLDAP', [slapdAvailable], () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await startSlapd({ people: PEOPLE });
  });
  afterAll(() => slapd.stop());

  const read = async (extra: object = {}) => {
    const config = ldap.manifest.config.parse({
      url: slapd.url,
      bind: { dn: DIRECTORY.readerDn, password: DIRECTORY.readerPassword },
      base: DIRECTORY.peopleDn,
      ...extra,
    });
    const readNothing = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array());
    };
    const source = ldap.connect(config, { name: 'ldap', logger: silent, now: Date.now, readFile: readNothing });
    let records = 0;
    let members = 0;
    let last: SourceEvent | undefined;
    for await (const event of source.read(testCall())) {
      if (event.kind === 'record') {
        records++;
        members += event.record.memberships.length;
      }
      last = event;
    }
    return { records, members, end: last };
  };

  it('reads everybody with their groups', async () => {
    const map = [{ cn: 'Infirmiers', community: 'icane', participation: 'active' }];
    const { records, members, end } = await read({ groups: { base: `ou=groups,${DIRECTORY.suffix}`, map } });
    expect(end).toMatchObject({ state: 'complete', shape: { records: PEOPLE, idField: 'entryUUID' } });
    expect(records).toBe(PEOPLE);
    expect(members).toBeGreaterThan(0);
  });

  it('believes a reading whose people fill the last page exactly', async () => {
    expect((await read({ pageSize: 250 })).end).toMatchObject({ state: 'complete' });
  });

  it.each([
    ['a page larger than the directory gives', { pageSize: 5000 }, 11],
    ['a stranger, who sees nothing', { bind: undefined }, 32],
    ['a wrong password', { bind: { dn: DIRECTORY.readerDn, password: 'wrong' } }, 49],
  ])('%s ends partial', async (_, extra, status) => {
    expect((await read(extra)).end).toMatchObject({ state: 'partial', error: { status } });
  });

  it(`takes at most ${TIMES} times as long as ldapsearch`, async () => {
    const attributes = ['entryUUID', 'uid', 'givenName', 'sn', 'displayName', 'cn', 'mail', 'preferredLanguage', 'o'];
    const bare = async (): Promise<void> => {
      const account = ['-x', '-H', slapd.url, '-D', DIRECTORY.readerDn, '-w', DIRECTORY.readerPassword];
      const search = ['-LLL', '-E', 'pr=500/noprompt', '-b', DIRECTORY.peopleDn, '(objectClass=inetOrgPerson)'];
      const what = [...attributes, 'telephoneNumber', 'pwdAccountLockedTime'];
      await promisify(execFile)('ldapsearch', [...account, ...search, ...what], { maxBuffer: 64 * 1024 * 1024 });
    };
    const median = async (run: () => Promise<unknown>): Promise<number> => {
      const times: number[] = [];
      for (let count = 0; count < 5; count++) {
        const start = performance.now();
        await run();
        times.push(performance.now() - start);
      }
      return times.toSorted((a, b) => a - b)[2] ?? Number.NaN;
    };
    const [theirs, ours] = [await median(bare), await median(() => read())];
    console.info(`ldapsearch ${Math.round(theirs)} ms, the LDAP source ${Math.round(ours)} ms`);
    expect(ours / theirs).toBeLessThan(TIMES);
  });
});
