import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type LdapTestClient, ldapTestClient, pagedSearch, plainSearch } from './ldap-test-client.ts';
import { type Directory, type DirectoryOptions, directoryPort, startDirectory } from './index.ts';

const SUFFIX = 'dc=example,dc=org';
const PEOPLE = `ou=people,${SUFFIX}`;
const person = (uid: string, extra = ''): string =>
  `dn: uid=${uid},${PEOPLE}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\nmail: ${uid}@example.org\nuserPassword: Passw0rd!\n${extra}\n`;
const ldif = (count: number): string =>
  [
    `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Exemple\n`,
    `dn: ${PEOPLE}\nobjectClass: organizationalUnit\nou: people\n`,
    `dn: ou=groups,${SUFFIX}\nobjectClass: organizationalUnit\nou: groups\n`,
    person('agnes', 'o:: UsOpc2VhdSBBcmRlbm5l\n'),
    ...Array.from({ length: count - 1 }, (_, at) => person(`p${at}`)),
    `dn: cn=santé,ou=groups,${SUFFIX}\nobjectClass: groupOfNames\ncn: santé\nmember: UID=Agnes,OU=people,${SUFFIX}\nmember: cn=nobody\n`,
  ].join('\n');

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const running = async (options: Partial<DirectoryOptions> & { count?: number } = {}): Promise<Directory> => {
  const directory = await startDirectory({ ldif: ldif(options.count ?? 25), ...options });
  closing.push(() => directory.stop());
  return directory;
};
const bound = async (
  directory: Directory,
  account: { dn: string; password: string } = directory.reader,
): Promise<LdapTestClient> => {
  const client = ldapTestClient(directory.url);
  closing.push(() => client.close());
  await client.bind(account.dn, account.password);
  return client;
};

describe('the directory stand-in', () => {
  it('lets people log in with their own password only, and tells nobody which half was wrong', async () => {
    const directory = await running();
    const client = ldapTestClient(directory.url);
    closing.push(() => client.close());
    await client.bind(`uid=AGNES,${PEOPLE}`, 'Passw0rd!');
    await expect(client.bind(`uid=agnes,${PEOPLE}`, 'wrong')).rejects.toMatchObject({ code: 49 });
    await expect(client.bind(`uid=nobody,${PEOPLE}`, 'Passw0rd!')).rejects.toMatchObject({ code: 49 });
    await expect(client.bind(`uid=agnes,${PEOPLE}`, '')).rejects.toMatchObject({ code: 53 });
  });

  it('shows a stranger, or somebody with a wrong base, no tree at all (32)', async () => {
    const directory = await running();
    const stranger = ldapTestClient(directory.url);
    closing.push(() => stranger.close());
    expect(await plainSearch(stranger, PEOPLE)).toMatchObject({ code: 32, rows: [] });
    const reader = await bound(directory);
    expect(await plainSearch(reader, `ou=personnes,${SUFFIX}`)).toMatchObject({ code: 32, rows: [] });
    await expect(reader.bind(directory.reader.dn, 'wrong')).rejects.toMatchObject({ code: 49 });
    expect(await plainSearch(reader, PEOPLE)).toMatchObject({ code: 32 });
  });

  it('gives everybody in pages, and no row at all for a page that is too large (11)', async () => {
    const reader = await bound(await running({ count: 25 }));
    const pages = await pagedSearch(reader, PEOPLE, '(objectClass=inetOrgPerson)', 10);
    expect(pages.map((page) => page.rows.length)).toEqual([10, 10, 5]);
    expect(new Set(pages.flatMap((page) => page.rows.map((row) => row.dn))).size).toBe(25);
    const refused = await pagedSearch(reader, PEOPLE, '(objectClass=*)', 1000);
    expect(refused).toMatchObject([{ code: 11, rows: [] }]);
  });

  it('stops a person’s plain search at 500 rows with code 4: a partial answer', async () => {
    const directory = await running({ count: 600 });
    const client = await bound(directory, { dn: `uid=agnes,${PEOPLE}`, password: 'Passw0rd!' });
    const answer = await plainSearch(client, PEOPLE);
    expect([answer.code, answer.rows.length]).toEqual([4, 500]);
    const reader = await bound(directory);
    expect(await plainSearch(reader, PEOPLE).then(({ code, rows }) => [code, rows.length])).toEqual([0, 601]);
  });

  it('gives memberOf and entryUUID only when they are asked for, and never a password', async () => {
    const reader = await bound(await running());
    const ask = async (attributes: string[]): Promise<Record<string, string[]>> =>
      (await plainSearch(reader, PEOPLE, '(uid=agnes)', attributes)).rows[0]?.attributes ?? {};
    expect(Object.keys(await ask([]))).toEqual(['objectClass', 'uid', 'cn', 'sn', 'mail', 'o']);
    expect(await ask(['memberof', 'o', 'userPassword'])).toEqual({
      memberOf: [`cn=santé,ou=groups,${SUFFIX}`],
      o: ['Réseau Ardenne'],
    });
    expect(Object.keys(await ask(['+']))).toEqual(
      expect.arrayContaining(['entryUUID', 'entryCSN', 'modifyTimestamp', 'memberOf']),
    );
    expect((await plainSearch(reader, PEOPLE, '(userPassword=*)')).rows).toEqual([]);
    expect((await plainSearch(reader, PEOPLE, '(!(userPassword=x))')).rows).toEqual([]);
  });

  it.each([
    ['(&(objectClass=inetOrgPerson)(|(uid=AGNES)(mail=p1@example.org)))', ['agnes', 'p1']],
    ['(&(uid=*)(!(uid=p*)))', ['agnes']],
    ['(mail=a*es@*.org)', ['agnes']],
    ['(o=RÉSEAU ardenne)', ['agnes']],
    ['(o=*seau*Arden*)', ['agnes']],
    ['(o=*seau*arden)', []],
    ['(o~=reseau ardenne)', ['agnes']],
    ['(&(uid>=p2)(uid<=p2))', ['p2']],
    ['(memberOf=CN=Santé, ou=groups,dc=example,dc=org)', ['agnes']],
    ['(uid:caseExactMatch:=AGNES)', []],
    ['(uid:caseExactMatch:=agnes)', ['agnes']],
    ['(uid:1.2.3.4:=agnes)', []],
    ['(!(nonsense=x))', []],
    ['(&(ou:dn:=people)(uid=agnes))', ['agnes']],
    ['(&)', undefined],
  ])('answers the filter %s', async (filter, uids) => {
    const reader = await bound(await running({ count: 4 }));
    const { rows } = await plainSearch(reader, PEOPLE, filter);
    if (uids === undefined) expect(rows.length).toBe(5);
    else expect(rows.map((row) => row.attributes['uid']?.[0])).toEqual(uids);
  });

  it('moves the group’s time and not the person’s when a membership changes', async () => {
    let at = Date.parse('2026-11-24T08:00:00Z');
    const directory = await running({ now: () => new Date(at) });
    const manager = await bound(directory, directory.manager);
    const times = async (): Promise<unknown[]> =>
      (
        await plainSearch(manager, SUFFIX, '(|(uid=agnes)(uid=p0)(cn=santé))', ['modifyTimestamp', 'memberOf'])
      ).rows.map(({ attributes }) => [attributes['modifyTimestamp']?.[0], attributes['memberOf']?.length ?? 0]);
    at += 60_000;
    const group = `cn=santé,ou=groups,${SUFFIX}`;
    await manager.modify(group, 'add', 'member', [`uid=p0,${PEOPLE}`]);
    await manager.modify(group, 'delete', 'member', [`uid=agnes,${PEOPLE}`]);
    expect(await times()).toEqual([
      ['20261124080000Z', 0],
      ['20261124080000Z', 1],
      ['20261124080100Z', 0],
    ]);
    await expect(manager.modify(group, 'add', 'member', [`UID=P0,${PEOPLE}`])).rejects.toMatchObject({ code: 20 });
    await expect(manager.modify(group, 'replace', 'member', [])).rejects.toMatchObject({ code: 65 });
  });

  it('keeps the entryUUID through a rename, and the groups follow without their time moving', async () => {
    let at = Date.parse('2026-11-24T08:00:00Z');
    const directory = await running({ now: () => new Date(at) });
    at += 60_000;
    const manager = await bound(directory, directory.manager);
    const read = async (filter: string): Promise<Record<string, string[]>> =>
      (await plainSearch(manager, SUFFIX, filter, ['uid', 'entryUUID', 'memberOf'])).rows[0]?.attributes ?? {};
    const before = await read('(uid=agnes)');
    await manager.rename(`uid=agnes,${PEOPLE}`, `uid=agnes.dubois,${PEOPLE}`);
    expect(await read('(uid=agnes)')).toEqual({});
    expect(await read('(uid=agnes.dubois)')).toEqual({ ...before, uid: ['agnes.dubois'] });
    await manager.remove(`uid=agnes.dubois,${PEOPLE}`);
    expect(await read('(cn=santé)')).not.toHaveProperty('uid');
    const group = directory.tree.get(`cn=santé,ou=groups,${SUFFIX}`);
    expect(group?.attributes.get('member')?.values).toEqual(['cn=nobody']);
    expect(group?.attributes.get('modifytimestamp')?.values).toEqual(['20261124080000Z']);
  });

  it('refuses what may not be: a reader’s write, an orphan, a twin, a parent’s removal, an operational attribute', async () => {
    const directory = await running();
    const reader = await bound(directory);
    await expect(reader.modify(`uid=agnes,${PEOPLE}`, 'replace', 'sn', ['X'])).rejects.toMatchObject({ code: 50 });
    const manager = await bound(directory, directory.manager);
    const unit = { objectClass: ['organizationalUnit'], ou: ['x'] };
    await expect(manager.add(`ou=x,ou=nowhere,${SUFFIX}`, unit)).rejects.toMatchObject({ code: 32 });
    await expect(manager.add(PEOPLE.toUpperCase(), { ...unit, ou: ['people'] })).rejects.toMatchObject({ code: 68 });
    await expect(manager.remove(PEOPLE)).rejects.toMatchObject({ code: 66 });
    await expect(manager.modify(PEOPLE, 'replace', 'entryUUID', ['x'])).rejects.toMatchObject({ code: 19 });
    await expect(manager.modify(PEOPLE, 'replace', 'ou', ['x'])).rejects.toMatchObject({ code: 64 });
  });

  it('can go wrong in the ways that directories do', async () => {
    const directory = await running({ count: 100 });
    const reader = await bound(directory);
    const people = '(objectClass=inetOrgPerson)';
    directory.disturb({ kind: 'tenth' });
    expect(await plainSearch(reader, PEOPLE, people).then(({ code, rows }) => [code, rows.length])).toEqual([0, 10]);
    directory.disturb({ kind: 'time-limit' });
    expect(await plainSearch(reader, PEOPLE, people).then(({ code, rows }) => [code, rows.length])).toEqual([3, 50]);
    directory.disturb({ kind: 'slow', milliseconds: 5 });
    expect(await plainSearch(reader, PEOPLE, people)).toMatchObject({ code: 0 });
    directory.disturb({ kind: 'break-off', afterEntries: 3 });
    const broken = await plainSearch(reader, PEOPLE, people);
    expect([broken.code, broken.rows.length]).toEqual(['closed', 3]);
    directory.disturb({ kind: 'refuse' });
    await expect(bound(directory)).rejects.toThrow();
    await expect(directory.bind(directory.reader.dn, 'reader')).rejects.toThrow('refused');
    directory.disturb({ kind: 'none' });
    await bound(directory);
  });

  it('goes on where it was after a second start, identities included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'directory-'));
    closing.push(() => rm(folder, { recursive: true }));
    const persist = join(folder, 'directory.json');
    const first = await running({ persist });
    const manager = await bound(first, first.manager);
    await manager.modify(`uid=agnes,${PEOPLE}`, 'replace', 'userPassword', ['{SSHA}d0Q0626PSH9VUld7yWpR0k6BlpQmtczb']);
    await manager.remove(`uid=p0,${PEOPLE}`);
    await first.stop();
    const second = await running({ persist });
    expect(second.tree.get(`uid=p0,${PEOPLE}`)).toBeUndefined();
    expect(second.tree.get(`uid=agnes,${PEOPLE}`)).toEqual(first.tree.get(`uid=agnes,${PEOPLE}`));
  });

  it('refuses a file that does not fit together, naming the line', async () => {
    await expect(
      startDirectory({ ldif: `${ldif(1)}\n\ndn: uid=x,ou=nowhere,${SUFFIX}\nobjectClass: account\nuid: x\n` }),
    ).rejects.toThrow(/LDIF line \d+: uid=x,ou=nowhere.* code 32/);
  });
});

describe('the directory as the Keycloak of the same process reads it', () => {
  it('finds one entry by an index and all entries without it, always the same ones', async () => {
    const directory = await running({ count: 30 });
    const port = directoryPort(directory);
    const question = { base: PEOPLE, scope: 'one', objectClasses: ['inetOrgPerson'] } as const;
    const all = await port.search(question);
    expect(all.length).toBe(30);
    const [agnes] = await port.search({ ...question, equals: { attribute: 'UID', value: 'AGNES' } });
    expect(agnes).toEqual(all.find((entry) => entry.attributes['uid']?.[0] === 'agnes'));
    expect(agnes?.attributes['memberof']).toEqual([`cn=santé,ou=groups,${SUFFIX}`]);
    expect(agnes?.attributes['userpassword']).toBeUndefined();
    const byCn = await port.search({ ...question, equals: { attribute: 'cn', value: 'agnes' } });
    expect(byCn).toEqual([agnes]);
    directory.tree.rename(`uid=agnes,${PEOPLE}`, 'uid=agnes.dubois', true, undefined, 'cn=test');
    expect(await port.search({ ...question, equals: { attribute: 'uid', value: 'agnes' } })).toEqual([]);
    expect(
      await port.search({ ...question, base: SUFFIX, equals: { attribute: 'uid', value: 'agnes.dubois' } }),
    ).toEqual([]);
    directory.disturb({ kind: 'time-limit' });
    await expect(port.search(question)).rejects.toThrow('time-limit');
  });
});
