import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ldap, ldapConfig } from '@passerelle/connector-ldap';
import { silent } from '@passerelle/connector-kit';
import { closeEngine, openEngine, prepareJobs, syncSource, wakeEngine, type Engine } from '@passerelle/engine';
import { sourceId } from '@passerelle/model';
import { initInstance, putCommunity } from '@passerelle/store';
import { sampleCommunity, testAct, testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { startDirectory, type Directory } from '../world/stand-ins.ts';
import { startLdapProxy, type LdapProxy, type LdapTrouble } from './ldap-proxy.ts';

const suffix = 'dc=exemple,dc=org';
const people = 40;
const span = Array.from({ length: people }, (_, index) => index + 1);
const dn = (number: number): string => `uid=p${number},ou=people,${suffix}`;
const ldif = [
  `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: exemple\no: Exemple\n`,
  ...['people', 'groups'].map((ou) => `dn: ou=${ou},${suffix}\nobjectClass: organizationalUnit\nou: ${ou}\n`),
  ...span.map(
    (n) =>
      `dn: ${dn(n)}\nobjectClass: inetOrgPerson\nuid: p${n}\ncn: P ${n}\nsn: ${n}\ngivenName: P\nmail: p${n}@exemple.org\n`,
  ),
  `dn: cn=icane,ou=groups,${suffix}\nobjectClass: groupOfNames\ncn: icane\n${span.map((n) => `member: ${dn(n)}`).join('\n')}\n`,
].join('\n');

const codes: Readonly<Record<LdapTrouble, RegExp>> = {
  refuse: /^unreachable$/,
  reset: /^unreachable$/,
  // An answer of which half came is no answer; which of the two it is called depends on where it was cut.
  truncate: /^(unreachable|unexpected-answer)$/,
  stall: /^timeout$/,
};
const { signal } = new AbortController();

describe('a directory that is broken while it is read', () => {
  let directory: Directory;
  let proxy: LdapProxy;
  let database: TestDatabase;
  const engines: Engine[] = [];
  const open = async (password: string): Promise<Engine> => {
    const config = ldapConfig.parse({
      url: proxy.url,
      bind: { dn: directory.reader.dn, password },
      base: `ou=people,${suffix}`,
      pageSize: 9,
      timeout: 0.4,
      groups: { base: `ou=groups,${suffix}`, map: [{ cn: 'icane', community: 'icane', participation: 'active' }] },
    });
    const readFile = (): never => {
      throw new Error('no file is needed');
    };
    const source = { id: sourceId('ldap'), connector: ldap, config, readFile } as const;
    const engine = await openEngine({
      store: database.store,
      targets: [],
      sources: [{ ...source, authority: 'source', personIdFrom: 'anchor' }],
      logger: silent,
      randomBytes: (bytes) => new Uint8Array(bytes),
    });
    engines.push(engine);
    return engine;
  };
  const sync = (engine: Engine) => {
    const [source] = engine.sources.values();
    if (source === undefined) throw new Error('one source was configured');
    return syncSource(engine, source, { actor: 'cli:faults', dryRun: false, full: true, signal });
  };
  const known = async (): Promise<unknown> => {
    const { rows } = await database.store.pool.query<object>(
      `select (select count(*)::int from person where state = 'active') as people,
              (select count(*)::int from person_record where gone_at is null) as records,
              (select count(*)::int from membership where recorded_until = 'infinity' and until_date is null) as members`,
    );
    return rows[0];
  };
  const everybody = { people, records: people, members: people };
  beforeAll(async () => {
    directory = await startDirectory({ ldif });
    proxy = await startLdapProxy(directory.url);
    database = await testDatabase({ wake: wakeEngine });
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    await testAct(database.store, (tx) => putCommunity(tx, sampleCommunity('icane')));
    expect((await sync(await open(directory.reader.password))).state).toBe('applied');
    expect(await known()).toEqual(everybody);
  });
  afterAll(async () => {
    for (const engine of engines) await closeEngine(engine);
    await database.drop();
    await proxy.stop();
    await directory.stop();
  });

  it.each(['refuse', 'reset', 'truncate', 'stall'] as const)(
    '%s at each request in turn: told, nobody is taken away, and the next reading goes through',
    async (kind) => {
      const engine = await open(directory.reader.password);
      proxy.arm(null);
      await sync(engine);
      // The last one says good-bye: nothing depends on its answer.
      const requests = proxy.requests - 1;
      expect(requests).toBeGreaterThan(5);
      const failures: string[] = [];
      for (let nth = 1; nth <= requests; nth += 1) {
        proxy.arm({ nth, kind });
        const { state, error } = await sync(engine);
        if (!proxy.struck) failures.push(`request ${nth}: never struck`);
        if (state !== 'partial' && state !== 'failed') failures.push(`request ${nth}: the reading ended ${state}`);
        if (!codes[kind].test(error?.code ?? '')) failures.push(`request ${nth}: told as ${error?.code ?? 'nothing'}`);
        expect(await known()).toEqual(everybody);
      }
      proxy.arm(null);
      expect((await sync(engine)).state).toBe('unchanged');
      expect(failures).toEqual([]);
    },
    120_000,
  );

  it('refuses a wrong password once for each reading, and nobody is taken away', async () => {
    const engine = await open('not this one');
    proxy.arm(null);
    const { state, error } = await sync(engine);
    expect([state, error?.code]).toEqual(['failed', 'unauthorized']);
    expect(proxy.requests).toBeLessThanOrEqual(2);
    expect(await known()).toEqual(everybody);
  });
});
