/** The groups in LDAP against the sandbox's directory, through a proxy that can make it fail. */
import { describeTarget } from '@passerelle/connector-kit/conformance';
import { openBench } from '@passerelle/connector-ldap-groups/testing';
import { ldapFaults } from '@passerelle/ldap-client/testing';
import { startDirectory } from '../world/stand-ins.ts';

const suffix = 'dc=example,dc=org';
/** Few people, since everybody is read again and again here. */
const ldif = [
  `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Exemple\n`,
  `dn: ou=people,${suffix}\nobjectClass: organizationalUnit\nou: people\n`,
  ...['anna', 'boris', 'chloé'].map(
    (uid) => `dn: uid=${uid},ou=people,${suffix}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\n`,
  ),
].join('\n');

const open = async (mode: 'create' | 'await') => {
  const writer = {
    dn: `cn=passerelle,${suffix}`,
    password: 'a-secret-of-the-stand-in',
    branches: [`ou=passerelle,${suffix}`],
  };
  const directory = await startDirectory({ ldif, writer });
  const { dn, password } = writer;
  const { url, manager } = directory;
  const stop = () => directory.stop();
  return openBench({ url, suffix, admin: manager, writer: { dn, password }, stop }, mode);
};

// An answer that does not come is waited for at each request in turn: minutes in all, which only the whole sweep has.
const kinds: typeof ldapFaults =
  process.env['PASSERELLE_SWEEP'] === 'full' ? ldapFaults : ['reset', 'maintenance', 'unauthorized'];

describeTarget('ldap-groups, people of the directory', { open: () => open('await') }, { faults: kinds });
describeTarget(
  'ldap-groups, people from outside',
  { open: () => open('create') },
  { faults: ['reset', 'maintenance'] },
);
