/** Groups in a directory that hands out members in pieces, cuts lists short, and holds names that break programs. */
import { createHttpClient, silent, type Scope, type Target } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldapGroups, ldapGroupsConfig } from '@passerelle/connector-ldap-groups';
import { afterEach, expect, it } from 'vitest';
import type { SearchLimits } from '../../../../apps/sandbox/src/directory/index.ts';
import { startDirectory, type Directory } from '../world/stand-ins.ts';

const suffix = 'dc=example,dc=org';
const people = `ou=people,${suffix}`;
const branch = `ou=passerelle,${suffix}`;
const group = `cn=cop-icane-core,${branch}`;
const writer = { dn: `cn=passerelle,${suffix}`, password: 'a-secret', branches: [branch] };
const unit = (dn: string): string => `dn: ${dn}\nobjectClass: organizationalUnit\n`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const escape = (value: string): string =>
  value
    .replace(/[\\,+"<>;=]/g, (char) => `\\${char}`)
    .replace(/^[ #]/, (char) => `\\${char}`)
    .replace(/ $/, '\\ ');
const dnOf = (uid: string): string => `uid=${escape(uid)},${people}`;
const person = (uid: string): string =>
  `dn:: ${base64(dnOf(uid))}\nobjectClass: inetOrgPerson\nuid:: ${base64(uid)}\ncn: x\nsn: x\n`;
const ldifOf = (uids: readonly string[]): string =>
  [
    `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Exemple\n`,
    unit(people),
    unit(branch),
    ...uids.map(person),
    `dn: ${group}\nobjectClass: groupOfNames\ncn: cop-icane-core\nmember: ${branch}\n`,
  ].join('\n');

const http = createHttpClient();
let directory: Directory | null = null;
let target: Target | null = null;
afterEach(async () => {
  await target?.close();
  await directory?.stop();
});
const read = async (uids: readonly string[], limits?: SearchLimits, pageSize = 500) => {
  directory = await startDirectory({ ldif: ldifOf(uids), writer, ...(limits === undefined ? {} : { limits }) });
  const joining = { operation: 'add', attribute: 'member', values: uids.map(dnOf) } as const;
  directory.tree.modify(group, [joining], writer.dn);
  const { dn, password } = writer;
  const config = ldapGroupsConfig.parse({
    url: directory.url,
    bind: { dn, password },
    branch,
    people: { base: people },
    pageSize,
  });
  const context = {
    name: 'ldap-groups',
    http,
    logger: silent,
    now: Date.now,
    random: (n: number) => new Uint8Array(n),
  };
  target = ldapGroups.connect(config, context);
  const native = directory.tree.get(group)?.attributes.get('entryuuid')?.values[0] ?? '';
  const scope: Scope = { extent: 'full', groups: [native], spaces: [], awaited: [] };
  const members: string[] = [];
  const partial: string[] = [];
  for await (const event of target.observe(scope, testCall())) {
    if (event.kind === 'membership') members.push(event.account);
    if (event.kind === 'container' && event.state === 'partial') partial.push(event.container.of);
  }
  return { members, partial };
};

it('five thousand members that come fifteen hundred at a time are all read', async () => {
  const uids = Array.from({ length: 5_000 }, (_, index) => `p${index}`);
  const limits = { softSize: 500, largestPage: 500, valuesAtOnce: 1_500 };
  const { members, partial } = await read(uids, limits);
  expect(partial).toEqual([]);
  expect(new Set(members).size).toBe(5_000);
  expect(members.filter((native) => native.startsWith('dn:'))).toEqual([]);
});

it('every character that a DN gives a meaning to is somebody, and no stranger', async () => {
  const uids = [
    'Dupont, Jean',
    'a+b',
    'dit "le Grand"',
    'back\\slash',
    '<chevrons>',
    'point;virgule',
    '#dièse',
    'é=mc²',
  ];
  const odd = [...uids, ' espaces ', 'D’Hondt', '李小龙', '(parenthèses)*', 'a/b', '👩‍⚕️', 'x'.repeat(180)];
  const { members, partial } = await read(odd, undefined, 4);
  expect(partial).toEqual([]);
  expect(members).toHaveLength(odd.length);
  expect(members.filter((native) => native.startsWith('dn:'))).toEqual([]);
});

it('a list of people that is cut short says nothing of who is in a group', async () => {
  const { partial, members } = await read(['a', 'b', 'c', 'd']);
  expect([partial, members.length]).toEqual([[], 4]);
  directory?.disturb({ kind: 'time-limit' });
  const native = directory?.tree.get(group)?.attributes.get('entryuuid')?.values[0] ?? '';
  const ends: [string, string][] = [];
  const scope: Scope = { extent: 'full', groups: [native], spaces: [], awaited: [] };
  for await (const event of target?.observe(scope, testCall()) ?? []) {
    if (event.kind === 'container') ends.push([event.container.of, event.state]);
    expect(event.kind).not.toBe('membership');
  }
  expect(ends).toContainEqual(['accounts', 'partial']);
  expect(ends).toContainEqual(['members', 'partial']);
});
