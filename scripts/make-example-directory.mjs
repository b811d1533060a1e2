#!/usr/bin/env node
/**
 * Writes the example directory as LDIF.
 *
 *   node scripts/make-example-directory.mjs --out examples/directory.ldif
 *   node scripts/make-example-directory.mjs --people 10000 | ldapadd …
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { escapeDnValue, record } from './example-directory/ldif.mjs';
import { groups, people } from './example-directory/people.mjs';

const SUFFIX = 'dc=example,dc=org';
const NOBODY = `cn=nobody,${SUFFIX}`;
const HEAD = `version: 1

# The directory of an invented institution, for the sandbox and the tests. Nobody here exists.
# Made by scripts/make-example-directory.mjs; to change it, change the lists beside that script and run it again.
#
# For the sandbox only: every person's password is "passerelle", in clear, and the reader's is "reader".
# A real directory holds hashes, and nobody else's passwords should ever be known to anybody.
#
# entryUUID is not given: the server makes it, and a real one refuses it here.

`;

function* directory(count) {
  yield HEAD;
  yield record(SUFFIX, [
    ['objectClass', 'dcObject'],
    ['objectClass', 'organization'],
    ['dc', 'example'],
    ['o', 'Institution Exemple'],
  ]);
  for (const unit of ['people', 'groups']) {
    yield record(`ou=${unit},${SUFFIX}`, [
      ['objectClass', 'organizationalUnit'],
      ['ou', unit],
    ]);
  }
  yield service('reader', 'Reads people and groups for Keycloak and Passerelle', 'reader');
  yield record(NOBODY, [
    ['objectClass', 'organizationalRole'],
    ['cn', 'nobody'],
    ['description', 'Keeps a group alive that has no member: groupOfNames needs one'],
  ]);
  const members = new Map(groups.map(({ key }) => [key, []]));
  for (const person of people(count)) {
    const dn = `uid=${person.uid},ou=people,${SUFFIX}`;
    for (const key of person.groups) members.get(key)?.push(dn);
    if (person.why !== undefined) yield `# ${person.why}\n`;
    yield record(dn, personAttributes(person));
  }
  for (const { key, cn, description } of groups) {
    const dns = members.get(key) ?? [];
    yield record(`cn=${escapeDnValue(cn)},ou=groups,${SUFFIX}`, [
      ['objectClass', 'groupOfNames'],
      ['cn', cn],
      ['description', description],
      ...(dns.length === 0 ? [NOBODY] : dns).map((dn) => ['member', dn]),
    ]);
  }
}

function service(cn, description, password) {
  return record(`cn=${cn},${SUFFIX}`, [
    ['objectClass', 'organizationalRole'],
    ['objectClass', 'simpleSecurityObject'],
    ['cn', cn],
    ['description', description],
    ['userPassword', password],
  ]);
}

function personAttributes(person) {
  const name = `${person.given} ${person.family}`;
  return [
    ['objectClass', 'inetOrgPerson'],
    ...(person.shadowExpire === undefined ? [] : [['objectClass', 'shadowAccount']]),
    ['uid', person.uid],
    ['givenName', person.given],
    ['sn', person.family],
    ['cn', name],
    ['displayName', name],
    ...person.mails.map((mail) => ['mail', mail]),
    ['employeeNumber', person.employeeNumber],
    ['preferredLanguage', person.language],
    ['o', person.organisation],
    ['telephoneNumber', person.telephone],
    ...(person.shadowExpire === undefined ? [] : [['shadowExpire', String(person.shadowExpire)]]),
    ['userPassword', 'passerelle'],
  ];
}

const { values } = parseArgs({ options: { people: { type: 'string', default: '300' }, out: { type: 'string' } } });
const count = Number(values.people);
if (!Number.isSafeInteger(count) || count < 1) {
  process.stderr.write(`--people needs a whole number from 1 up, not "${values.people}"\n`);
  process.exit(2);
}
await pipeline(
  Readable.from(directory(count)),
  values.out === undefined ? process.stdout : createWriteStream(values.out),
);
