/** A reading of what is new, on a real OpenLDAP with a real database: it must come to what a full reading says, for every way in which a directory changes. */
import { silent } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldap, ldapConfig, type ChangeEvent } from '@passerelle/connector-ldap';
import {
  closeEngine,
  openEngine,
  prepareJobs,
  syncSource,
  wakeEngine,
  type Engine,
  type SyncResult,
} from '@passerelle/engine';
import { sourceId } from '@passerelle/model';
import { initInstance, putCommunity } from '@passerelle/store';
import { sampleCommunity, testAct, testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DIRECTORY, describeReal, slapdAvailable, startSlapd, type Slapd } from './servers/index.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
const PEOPLE = 200;
const { signal } = new AbortController();
const peopleDn = (uid: string): string => `uid=${uid},${DIRECTORY.peopleDn}`;
const groupDn = `cn=cop-icane,${DIRECTORY.groupsDn}`;

describeReal('what is new in a real OpenLDAP', [slapdAvailable], () => {
  let slapd: Slapd;
  let database: TestDatabase;
  let engine: Engine;
  let uids: readonly string[];
  beforeAll(async () => {
    [slapd, database] = await Promise.all([startSlapd({ people: PEOPLE }), testDatabase({ wake: wakeEngine })]);
    const listed = await slapd.search('(objectClass=inetOrgPerson)', ['uid']);
    uids = [...listed.matchAll(/^uid: (.+)$/gm)].map(([, uid = '']) => uid);
    await slapd.modify(
      `dn: ${groupDn}\nchangetype: add\nobjectClass: groupOfNames\ncn: cop-icane\n${uids
        .slice(0, 20)
        .map((uid) => `member: ${peopleDn(uid)}`)
        .join('\n')}\n`,
    );
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    await testAct(database.store, (tx) => putCommunity(tx, sampleCommunity('icane')));
    engine = await openEngine({
      store: database.store,
      targets: [],
      sources: [
        {
          id: sourceId('ldap'),
          connector: ldap,
          config: config(),
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
    expect(await sync()).toMatchObject({ state: 'applied', counts: { read: PEOPLE, new: PEOPLE } });
  });
  afterAll(async () => {
    await closeEngine(engine);
    await database.drop();
    await slapd.stop();
  });

  const config = () =>
    ldapConfig.parse({
      url: slapd.url,
      bind: { dn: DIRECTORY.readerDn, password: DIRECTORY.readerPassword },
      base: DIRECTORY.peopleDn,
      groups: {
        base: DIRECTORY.groupsDn,
        map: [{ cn: 'cop-icane', community: 'icane', participation: 'active' }],
      },
    });
  const sync = (full = false): Promise<SyncResult> => {
    const [source] = engine.sources.values();
    if (source === undefined) throw new Error('one source was configured');
    return syncSource(engine, source, { actor: 'cli:real', dryRun: false, full, signal });
  };
  const members = async (): Promise<readonly string[]> => {
    const { rows } = await database.store.pool.query<{ login: string }>(
      `select r.login from membership m join person_record r on r.person = m.person
       where m.recorded_until = 'infinity' and (m.until_date is null or m.until_date >= current_date) order by 1`,
    );
    return rows.map(({ login }) => login);
  };
  type Place = { readonly mark: string; readonly fullAt: number };
  const place = async (): Promise<Place> => {
    const { rows } = await database.store.pool.query<{ cursor: string }>(
      `select shape ->> 'cursor' as cursor from source_run where state in ('applied', 'unchanged') order by started_at desc limit 1`,
    );
    return JSON.parse(rows[0]?.cursor ?? '') as Place;
  };
  /**
   * The readings go on from this instant: the five minutes that every reading looks back would otherwise hold the loading of the whole directory, which
   * is more than a reading of what is new takes over.
   */
  const fromNow = (): Promise<unknown> =>
    database.store.pool.query(
      `update source_run set shape = jsonb_set(shape, '{cursor}', to_jsonb((jsonb_set((shape ->> 'cursor')::jsonb, '{mark}',
         to_jsonb(to_char(now() at time zone 'utc' + interval '5 minutes', 'YYYYMMDDHH24MISS"Z"'))))::text)) where shape is not null`,
    );
  /** What is new is taken over; then a full reading must find nothing that was missed. */
  const bothAgree = async (change: string): Promise<SyncResult> => {
    await fromNow();
    const { fullAt } = await place();
    await slapd.modify(change);
    const result = await sync();
    expect(result.state).toBe('applied');
    // That was no full reading in disguise.
    expect((await place()).fullAt).toBe(fullAt);
    expect(await sync(true)).toMatchObject({ state: 'unchanged', news: 0 });
    return result;
  };
  const events = async (): Promise<readonly ChangeEvent[]> => {
    const readNothing = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array());
    };
    const context = { name: 'ldap', logger: silent, now: Date.now, readFile: readNothing };
    const since = { cursor: JSON.stringify(await place()), again: [] };
    const told: ChangeEvent[] = [];
    for await (const event of ldap.connect(config(), context).readSince(since, testCall())) told.push(event);
    return told;
  };
  const uid = (index: number): string => uids[index] ?? '';

  it('right after everything changed, everything is read: that much does not go through unlooked at', async () => {
    const { fullAt } = await place();
    expect((await sync()).counts).toMatchObject({ read: PEOPLE, unchanged: PEOPLE });
    expect((await place()).fullAt).toBeGreaterThan(fullAt);
  });
  it('where nothing changed, only ids are read', async () => {
    await fromNow();
    const kinds = Map.groupBy(await events(), ({ kind }) => kind);
    expect(kinds.get('record') ?? []).toHaveLength(0);
    expect(kinds.get('present')).toHaveLength(PEOPLE);
  });

  it('somebody joins the group, somebody leaves it: neither entry has moved', async () => {
    await bothAgree(
      `dn: ${groupDn}\nchangetype: modify\nadd: member\nmember: ${peopleDn(uid(30))}\n-\ndelete: member\nmember: ${peopleDn(uid(0))}\n`,
    );
    expect(await members()).toContain(uid(30));
    expect(await members()).not.toContain(uid(0));
  });
  it('a changed address, a new person, a deleted member, a renamed member', async () => {
    const result = await bothAgree(
      [
        `dn: ${peopleDn(uid(50))}\nchangetype: modify\nreplace: mail\nmail: new.address@example.org\n`,
        `dn: ${peopleDn('new.comer')}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: new.comer\nsn: Comer\ncn: New Comer\n`,
        `dn: ${peopleDn(uid(1))}\nchangetype: delete\n`,
        `dn: ${peopleDn(uid(2))}\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n`,
      ].join('\n'),
    );
    expect(result.counts).toMatchObject({ new: 1, vanished: 1 });
    expect(await members()).toContain('renamed');
    const { rows } = await database.store.pool.query(
      `select p.state from person_record r join person p on p.id = r.person where r.login = $1`,
      [uid(1)],
    );
    expect(rows).toEqual([{ state: 'departed' }]);
  });
  it('a login that is given to somebody else makes another person of it, not the same one', async () => {
    const result = await bothAgree(
      `dn: ${peopleDn(uid(3))}\nchangetype: delete\n\ndn: ${peopleDn(uid(3))}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: ${uid(3)}\nsn: Autre\ncn: Autre Personne\n`,
    );
    expect(result.counts).toMatchObject({ new: 1, vanished: 1 });
    // Who had the login was in the group; whoever has it now is in it only if the directory says so (refint took the old one out).
    const { rows } = await database.store.pool.query<{ people: number; there: number }>(
      `select count(*)::int as people, count(*) filter (where gone_at is null)::int as there from person_record where login = $1`,
      [uid(3)],
    );
    expect(rows).toEqual([{ people: 2, there: 1 }]);
    expect(await members()).not.toContain(uid(3));
  });
  it('two people who exchange their addresses each keep their own identity', async () => {
    const mailOf = async (index: number) =>
      /^mail: (.+)$/m.exec(await slapd.search(`(uid=${uid(index)})`, ['mail']))?.[1];
    const [first, second] = [await mailOf(60), await mailOf(61)];
    const change = (index: number, mail = '') =>
      `dn: ${peopleDn(uid(index))}\nchangetype: modify\nreplace: mail\nmail: ${mail}\n`;
    await bothAgree([change(60, second), change(61, first)].join('\n'));
    const { rows } = await database.store.pool.query(
      `select r.login, n.email from person_record r join person_name n on n.person = r.person where r.login = any($1) order by array_position($1, r.login)`,
      [[uid(60), uid(61)]],
    );
    expect(rows).toEqual([
      { login: uid(60), email: second },
      { login: uid(61), email: first },
    ]);
  });
  it('a directory that lost most of its people is held, also by a reading of what is new', async () => {
    await fromNow();
    await slapd.modify(
      uids
        .slice(100, 160)
        .map((one) => `dn: ${peopleDn(one)}\nchangetype: delete\n`)
        .join('\n'),
    );
    const result = await sync();
    expect(result).toMatchObject({ state: 'blocked' });
    expect(result.blocked.map(({ code }) => code)).toContain('guard.source.lost');
  });
});
