import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIRECTORY } from './example-directory.ts';
import { ldifOf } from './ldif-of.ts';
import { answers, freePort } from './loopback-port.ts';
import { outputOf, runCommand } from './run-command.ts';
import { runServer } from './server-process.ts';
import { slapdConf, type SlapdRules } from './slapd-conf.ts';

const SLAPD = '/usr/sbin/slapd';
const START_TIMEOUT_MS = 20_000;

/** Loaded from a file, or with that many people of the example directory (300 when nothing is said). */
export type SlapdContent = { readonly ldif: string } | { readonly people?: number };

export interface Slapd {
  /** ldap://127.0.0.1:port */
  readonly url: string;
  /** Applies LDIF change records as the directory's administrator. @throws Error with the server's diagnostic */
  modify(ldif: string): Promise<void>;
  /** ldapsearch as the reader: LDIF without comments, lines unfolded. */
  search(filter: string, attributes: readonly string[]): Promise<string>;
  /** Makes the account that may write its branch. */
  addWriter(): Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Null, or why a real OpenLDAP cannot be started here. */
export function available(): string | null {
  if (!existsSync(SLAPD) || !existsSync('/etc/ldap/schema/nis.schema')) {
    return 'no OpenLDAP server: on Debian, apt-get install slapd';
  }
  return outputOf('ldapsearch', ['-VV']) === null ? 'no LDAP commands: on Debian, apt-get install ldap-utils' : null;
}

/** Starts a real OpenLDAP on a free loopback port, in its own folder, and fills it through the protocol. */
export async function startSlapd(content: SlapdContent = {}, rules: SlapdRules = {}): Promise<Slapd> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-slapd-'));
  await mkdir(join(folder, 'db'));
  await writeFile(join(folder, 'slapd.conf'), slapdConf(folder, rules));
  // A copy, since Debian's AppArmor profile ties /usr/sbin/slapd to the folders of the system's own directory.
  await copyFile(SLAPD, join(folder, 'slapd'));
  const port = await freePort();
  const url = `ldap://127.0.0.1:${port}`;
  const server = runServer({
    name: 'slapd',
    command: join(folder, 'slapd'),
    args: ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', url],
    folder,
  });
  const asAdmin = ['-x', '-H', url, '-D', DIRECTORY.adminDn, '-w', DIRECTORY.adminPassword];
  const asReader = ['-x', '-H', url, '-D', DIRECTORY.readerDn, '-w', DIRECTORY.readerPassword];
  try {
    await server.ready(() => answers(port), START_TIMEOUT_MS);
    // ldapadd and not slapadd, which runs no overlay and so leaves memberOf empty (seen with 2.5.13).
    const input = 'ldif' in content ? createReadStream(content.ldif) : ldifOf(content.people ?? 300);
    await runCommand('ldapadd', asAdmin, { input });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url,
    async modify(ldif) {
      await runCommand('ldapmodify', asAdmin, { input: ldif });
    },
    async addWriter() {
      const { writerDn: dn, writerPassword: password } = DIRECTORY;
      const classes = 'objectClass: organizationalRole\nobjectClass: simpleSecurityObject';
      await runCommand('ldapadd', asAdmin, {
        input: `dn: ${dn}\n${classes}\ncn: passerelle\nuserPassword: ${password}\n`,
      });
    },
    search: (filter, attributes) =>
      runCommand('ldapsearch', [
        ...asReader,
        ...['-LLL', '-o', 'ldif-wrap=no', '-E', 'pr=500/noprompt', '-b', DIRECTORY.suffix, filter, ...attributes],
      ]),
    stop: server.stop,
  };
}
