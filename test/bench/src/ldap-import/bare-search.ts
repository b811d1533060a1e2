import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DIRECTORY } from '../../../real/src/servers/example-directory.ts';

/** What the LDAP source asks for with the preset `openldap`. */
const ATTRIBUTES = [
  'entryUUID',
  'uid',
  'givenName',
  'sn',
  'displayName',
  'cn',
  'mail',
  'preferredLanguage',
  'o',
  'telephoneNumber',
  'pwdAccountLockedTime',
];

/** OpenLDAP's own client reads everybody in pages of 500, and throws it away: the least that a reading can cost. @throws Error with its code */
export async function bareSearch(url: string): Promise<void> {
  const account = ['-x', '-H', url, '-D', DIRECTORY.readerDn, '-w', DIRECTORY.readerPassword];
  const search = ['-LLL', '-E', 'pr=500/noprompt', '-b', DIRECTORY.peopleDn, '(objectClass=inetOrgPerson)'];
  const child = spawn('ldapsearch', [...account, ...search, ...ATTRIBUTES], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ldapsearch ended with ${code ?? 'a signal'}`);
}
