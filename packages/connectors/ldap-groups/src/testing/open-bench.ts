import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import type { Bench, SamplePerson } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldapFaults, startFaultProxy } from '@passerelle/ldap-client/testing';
import { personId, type PersonId } from '@passerelle/model';
import { ldapGroups, ldapGroupsConfig } from '../index.ts';
import { administrator, personEntry, type Administrator } from './administrator.ts';

/** An OpenLDAP, real or standing in, that holds `ou=people`, and an account that may write `ou=passerelle` and what is below it. */
export interface BenchDirectory {
  readonly url: string;
  readonly suffix: string;
  readonly admin: { readonly dn: string; readonly password: string };
  readonly writer: { readonly dn: string; readonly password: string };
  stop(): Promise<void>;
}

/** Seconds: long enough for a busy machine, short enough for a suite that waits for it at every request. */
const PATIENCE = 2;

/** Makes the branch where it is not there yet. */
export async function makeBranch(admin: Administrator, suffix: string): Promise<void> {
  const unit = (ou: string) => ({ objectClass: 'organizationalUnit', ou });
  await admin.add(`ou=passerelle,${suffix}`, unit('passerelle'));
  await admin.add(`ou=externes,ou=passerelle,${suffix}`, unit('externes'));
}

/** The bench of the shared suite. `create`: people from outside get entries; `await`: people of the directory are linked. */
export async function openBench(directory: BenchDirectory, mode: 'create' | 'await'): Promise<Bench> {
  const { suffix } = directory;
  const proxy = await startFaultProxy(directory.url);
  const admin = await administrator(directory.url, suffix, directory.admin);
  const people = `ou=people,${suffix}`;
  const branch = `ou=passerelle,${suffix}`;
  await makeBranch(admin, suffix);
  const safe = personEntry('break-glass', people);
  const protectedId = await admin.add(safe.dn, safe.attributes);
  const config = ldapGroupsConfig.parse({
    url: proxy.url,
    bind: directory.writer,
    branch,
    people: { base: people },
    externals: { base: `ou=externes,${branch}` },
    protectedAccounts: [safe.dn],
    timeout: PATIENCE,
    pageSize: 50,
  });
  const http = createHttpClient();
  const target = ldapGroups.connect(config, {
    name: 'ldap-groups',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes) => randomBytes(bytes),
  });
  const newPerson = async (number: number): Promise<SamplePerson> => {
    const person: PersonId = personId(randomUUID());
    const familyName = `Œuvrard ${number}`;
    const email = `zoe.${number}@example.org`;
    const profile = { displayName: `Zoé ${familyName}`, givenName: 'Zoé', familyName, email, language: 'fr' } as const;
    if (mode === 'create') return { person, profile, hint: null };
    // What RFC 4514 gives a meaning to, in everybody's DN.
    const login = `zoé, "o'c" <+;=\\#> ${number}`;
    const entry = personEntry(login, people, familyName);
    return { person, profile, hint: { login, anchor: await admin.add(entry.dn, entry.attributes) } };
  };
  return {
    manifest: ldapGroups.manifest,
    target,
    mode,
    now: Date.now,
    space: null,
    prefix: 'conformance',
    call: testCall,
    newPerson,
    protectedAccounts: [protectedId],
    others: {
      group: (name) => admin.add(`cn=${name},${branch}`, { objectClass: 'groupOfNames', cn: name, member: safe.dn }),
      account(number) {
        const { dn, attributes } = personEntry(`stranger-${number}`, people);
        return admin.add(dn, attributes);
      },
      member: async (group, account) =>
        admin.change(await admin.dnOf(group), 'add', 'member', [await admin.dnOf(account)]),
    },
    requests: { all: () => proxy.seen(), forget: () => proxy.forget() },
    faults: {
      arm(kind, nth) {
        const known = ldapFaults.find((one) => one === kind);
        if (known === undefined) throw new Error(`a directory has no ${kind}`);
        const armed = proxy.arm(known, nth);
        return {
          get struck() {
            return armed.struck;
          },
          harmless: false,
          disarm: () => {
            armed.disarm();
          },
        };
      },
    },
    async close() {
      await target.close();
      await http.close();
      await admin.close();
      await proxy.stop();
      await directory.stop();
    },
  };
}
