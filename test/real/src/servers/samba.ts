import { existsSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { connect } from 'node:net';
import { outputOf, runCommand } from './run-command.ts';
import { runServer } from './server-process.ts';

const START_TIMEOUT_MS = 60_000;
/** Samba's LDAP ports cannot be chosen: an address of its own on the loopback keeps it clear of every other server. */
const ADDRESS = '127.0.0.77';
const PASSWORD = 'Passw0rd!directory';

export interface Samba {
  /** ldap:// and ldaps://; a simple bind is taken on both. */
  readonly url: string;
  readonly secureUrl: string;
  /** Path of its certificate, which it signed itself and which names its address. */
  readonly ca: string;
  readonly base: string;
  readonly bind: { readonly dn: string; readonly password: string };
  /** LDIF change records as the domain's administrator. */
  modify(ldif: string): Promise<void>;
  /** One `samba-tool` command on this domain. */
  tool(...args: readonly string[]): Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Null, or why no Active Directory domain controller can be started here. */
export function available(): string | null {
  if (outputOf('samba-tool', ['--version']) === null || !existsSync('/usr/sbin/samba')) {
    return 'no Samba domain controller: on Debian, apt-get install samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba winbind';
  }
  if (process.getuid?.() !== 0) return 'a Samba domain controller listens on ports 389 and 636: root only';
  if (outputOf('openssl', ['version']) === null) return 'no openssl: on Debian, apt-get install openssl';
  return outputOf('ldapsearch', ['-VV']) === null ? 'no LDAP commands: on Debian, apt-get install ldap-utils' : null;
}

/** Makes a domain in its own folder and starts its directory, LDAP only. */
export async function startSamba(): Promise<Samba> {
  if (await listens(389)) throw new Error(`something listens on ${ADDRESS}:389 already`);
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-samba-'));
  await chmod(folder, 0o755);
  const conf = join(folder, 'etc', 'smb.conf');
  const own = [
    `--option=interfaces=${ADDRESS}/8`,
    '--option=bind interfaces only=yes',
    `--option=posix:eadb=${folder}/eadb.tdb`,
    '--option=vfs objects=dfs_samba4 acl_xattr xattr_tdb',
  ];
  await runCommand('samba-tool', [
    ...['domain', 'provision', '--server-role=dc', '--dns-backend=NONE', '--realm=EXAMPLE.ORG', '--domain=EXAMPLE'],
    ...['--host-name=dc1', `--host-ip=${ADDRESS}`, `--adminpass=${PASSWORD}`, `--targetdir=${folder}`, ...own],
  ]);
  // Its own would name a host that resolves nowhere.
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  await runCommand('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=dc1.example.org'],
    ...['-addext', `subjectAltName=IP:${ADDRESS}`, '-keyout', key, '-out', certificate],
  ]);
  await chmod(key, 0o600);
  const server = runServer({
    name: 'samba',
    command: '/usr/sbin/samba',
    args: [
      ...['-F', '-M', 'single', '--no-process-group', '-s', conf, ...own],
      '--option=server services=ldap',
      ...[`--option=tls certfile=${certificate}`, `--option=tls keyfile=${key}`, '--option=tls cafile='],
      // Simple binds without TLS, as the tests of plain connections need them.
      '--option=ldap server require strong auth=no',
      ...[`--option=pid directory=${folder}`, `--option=log file=${folder}/log.%m`],
    ],
    folder,
  });
  const url = `ldap://${ADDRESS}`;
  const base = 'DC=example,DC=org';
  const bind = { dn: `CN=Administrator,CN=Users,${base}`, password: PASSWORD };
  try {
    // The certificate is made after the plain port opens.
    await server.ready(async () => (await listens(389)) && listens(636), START_TIMEOUT_MS);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url,
    secureUrl: `ldaps://${ADDRESS}`,
    ca: certificate,
    base,
    bind,
    async modify(ldif) {
      await runCommand('ldapmodify', ['-x', '-H', url, '-D', bind.dn, '-w', bind.password], { input: ldif });
    },
    tool: (...args) => runCommand('samba-tool', [...args, '-s', conf]),
    stop: server.stop,
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, ADDRESS);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
