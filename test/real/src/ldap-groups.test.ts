/** The groups in LDAP on a real OpenLDAP: the shared suite, and what only a server shows. */
import { createHttpClient, silent, type BatchOperation, type Scope, type Target } from '@passerelle/connector-kit';
import { describeTarget } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldapGroups, ldapGroupsConfig } from '@passerelle/connector-ldap-groups';
import {
  administrator,
  makeBranch,
  openBench,
  personEntry,
  type Administrator,
} from '@passerelle/connector-ldap-groups/testing';
import { ldapFaults, startFaultProxy, type FaultProxy, type LdapFault } from '@passerelle/ldap-client/testing';
import {
  communityId,
  groupKey,
  participationStation,
  personId,
  type GroupKey,
  type ObservedAccount,
} from '@passerelle/model';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DIRECTORY, describeReal, slapdAvailable, startSlapd, type Slapd } from './servers/index.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PEOPLE = 5_000;
const writer = { dn: DIRECTORY.writerDn, password: DIRECTORY.writerPassword };
const admin = { dn: DIRECTORY.adminDn, password: DIRECTORY.adminPassword };
const { suffix, peopleDn, writerBranch: branch } = DIRECTORY;
const open = async (mode: 'create' | 'await') => {
  const slapd = await startSlapd({ people: 20 });
  await slapd.addWriter();
  return openBench({ url: slapd.url, suffix, admin, writer, stop: slapd.stop }, mode);
};
// A server that is late or busy is the proxy's doing on both: one of each kind is enough here.
const faults: readonly LdapFault[] = ldapFaults.filter((kind) => !['slow', 'timeout'].includes(kind));

describeReal('the groups in a real OpenLDAP', [slapdAvailable], () => {
  describeTarget('people of the directory', { open: () => open('await') }, { faults });
  describeTarget('people from outside', { open: () => open('create') }, { faults: ['reset'] });
});

describeReal('groups in a real OpenLDAP without referential integrity', [slapdAvailable], () => {
  const core = groupKey(communityId('icane'), participationStation('core'));
  const http = createHttpClient();
  let slapd: Slapd;
  let manager: Administrator;
  let target: Target;
  let proxy: FaultProxy;
  beforeAll(async () => {
    slapd = await startSlapd({ people: PEOPLE }, { referentialIntegrity: false });
    await slapd.addWriter();
    manager = await administrator(slapd.url, suffix, admin);
    await makeBranch(manager, suffix);
    proxy = await startFaultProxy(slapd.url);
    target = connect();
  });
  afterAll(async () => {
    await target.close();
    await manager.close();
    await http.close();
    await proxy.stop();
    await slapd.stop();
  });
  const connect = (extra: object = {}): Target =>
    ldapGroups.connect(
      ldapGroupsConfig.parse({ url: proxy.url, bind: writer, branch, people: { base: peopleDn }, ...extra }),
      { name: 'ldap-groups', http, logger: silent, now: Date.now, random: (count) => new Uint8Array(count) },
    );
  const full = async (groups: readonly string[]) => {
    const scope: Scope = { extent: 'full', groups, spaces: [], awaited: [] };
    const accounts = new Map<string, ObservedAccount>();
    const found = new Set<string>();
    const memberships = new Set<string>();
    for await (const event of target.observe(scope, testCall())) {
      if (event.kind === 'account') accounts.set(event.native, event);
      else if (event.kind === 'group') found.add(event.native);
      else if (event.kind === 'membership') memberships.add(`${event.group} ${event.account}`);
      else if (event.kind === 'container' && event.state === 'partial') throw event.error;
    }
    return { accounts, groups: found, memberships };
  };
  const operation = (change: BatchOperation['change']): BatchOperation => ({
    id: randomUUID(),
    change,
    attemptedBefore: false,
  });
  const makeGroup = async (group: GroupKey, name: string): Promise<string> => {
    const change = { kind: 'group', verb: 'create', group, name, label: `ICANE – ${name}` } as const;
    const none = { accounts: {}, groups: {}, spaces: {} };
    const batch = { object: `group:${group}`, operations: [operation(change)], natives: none };
    const [outcome] = await target.apply(batch, testCall());
    return (outcome?.result === 'applied' ? outcome.native : undefined) ?? '';
  };
  /** Everybody joins (or leaves) as the engine hands it over: one batch for all. */
  const change = async (native: string, group: GroupKey, accounts: readonly string[], side: 'add' | 'remove') => {
    const people = new Map(accounts.map((account) => [personId(randomUUID()), account]));
    const community = communityId('icane');
    const operations = [...people.keys()].map((person) =>
      operation({
        kind: 'membership',
        verb: 'change',
        person,
        community,
        add: side === 'add' ? [group] : [],
        remove: side === 'remove' ? [group] : [],
        direction: side === 'add' ? 'raise' : 'lower',
      }),
    );
    const natives = { accounts: Object.fromEntries(people), groups: { [group]: native }, spaces: {} };
    return target.apply({ object: `group:${group}`, operations, natives }, testCall());
  };

  it('a person who is moved keeps their membership: the old name is no stranger, and goes when the new one is written', async () => {
    const native = await makeGroup(core, 'cop-icane-core');
    const { dn, attributes } = personEntry('d’hondt+zoé', peopleDn);
    const zoe = await manager.add(dn, attributes);
    await change(native, core, [zoe], 'add');
    expect([...(await full([native])).memberships]).toEqual([`${native} ${zoe}`]);
    await manager.add(`ou=partis,${peopleDn}`, { objectClass: 'organizationalUnit', ou: 'partis' });
    const moved = personEntry('d’hondt+zoé', `ou=partis,${peopleDn}`).dn;
    await manager.rename(dn, moved);
    const seen = await full([native]);
    expect([...seen.memberships]).toEqual([]);
    expect(seen.accounts.get(zoe)).toMatchObject({ enabled: true });
    const [outcome] = await change(native, core, [zoe], 'add');
    expect(outcome?.result).toBe('applied');
    expect([...(await full([native])).memberships]).toEqual([`${native} ${zoe}`]);
    const values = await manager.values(`cn=cop-icane-core,${branch}`, 'member');
    expect(values).toHaveLength(2);
    expect(values).toContain(branch);
  });

  it('a name that nobody bears any more is told as it is, and is put back when a person asks for it', async () => {
    const key = groupKey(communityId('icane'), participationStation('active'));
    const native = await makeGroup(key, 'cop-icane-active');
    const ghost = `uid=parti,${peopleDn}`;
    await manager.change(`cn=cop-icane-active,${branch}`, 'add', 'member', [ghost]);
    expect([...(await full([native])).memberships]).toEqual([`${native} dn:${ghost}`]);
    const putBack = operation({ kind: 'membership', verb: 'put-back', group: key, account: `dn:${ghost}` });
    const natives = { accounts: {}, groups: { [key]: native }, spaces: {} };
    const [outcome] = await target.apply({ object: `group:${key}`, operations: [putBack], natives }, testCall());
    expect(outcome?.result).toBe('applied');
    expect((await full([native])).memberships.size).toBe(0);
  });

  it('five thousand people join in five modifies, are read in a handful of searches, and leave; the group is empty and there', async () => {
    const key = groupKey(communityId('icane'), participationStation('peripheral'));
    const native = await makeGroup(key, 'cop-icane-peripheral');
    const accounts = [...(await full([])).accounts.keys()];
    expect(accounts.length).toBeGreaterThanOrEqual(PEOPLE);
    for (const side of ['add', 'remove'] as const) {
      for (let at = 0; at < accounts.length; at += 1000) {
        proxy.forget();
        const outcomes = await change(native, key, accounts.slice(at, at + 1000), side);
        expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['applied']));
        // Ten searches for a thousand entries, one for the group, one modify.
        expect(proxy.seen().length).toBeLessThanOrEqual(12);
        expect(proxy.seen().filter(({ method }) => method !== 'GET')).toHaveLength(1);
      }
      proxy.forget();
      const seen = await full([native]);
      expect(seen.memberships.size).toBe(side === 'add' ? accounts.length : 0);
      expect(proxy.seen().length).toBeLessThanOrEqual(Math.ceil(accounts.length / 500) + 4);
      const [again] = await change(native, key, accounts.slice(0, 1), side);
      expect(again?.result).toBe('already');
    }
    expect((await full([native])).groups.has(native)).toBe(true);
  });

  const told = async (one: Target): Promise<ReadonlyMap<string, string>> => {
    const states = new Map<string, string>();
    for await (const { id, state } of one.check(testCall())) states.set(id, state);
    return states;
  };

  it('doctor sees what the account may do, and that memberOf is written', async () => {
    const states = await told(target);
    expect([...states].filter(([, state]) => state === 'problem')).toEqual([]);
    expect(states.get('ldap-groups.rights.branch')).toBe('ok');
    expect(states.get('ldap-groups.rights.excess')).toBe('ok');
    expect(states.get('ldap-groups.schema')).toBe('ok');
    expect(states.get('ldap-groups.memberof')).toBe('ok');
    expect((await full([])).groups.size).toBe(3);
  });

  it('doctor sees an account that may write everything, one that may write nothing, and attributes that the schema has no room for', async () => {
    const powerful = connect({ bind: admin });
    expect((await told(powerful)).get('ldap-groups.rights.excess')).toBe('warning');
    await powerful.close();
    const reader = connect({ bind: { dn: DIRECTORY.readerDn, password: DIRECTORY.readerPassword } });
    expect((await told(reader)).get('ldap-groups.rights.branch')).toBe('problem');
    await reader.close();
    const odd = connect({ markAttribute: 'mail' });
    expect((await told(odd)).get('ldap-groups.schema')).toBe('problem');
    await odd.close();
  });
});
