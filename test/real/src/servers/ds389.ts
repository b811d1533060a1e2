import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort } from './loopback-port.ts';
import { outputOf, runCommand } from './run-command.ts';
import { runServer } from './server-process.ts';

const DEFAULTS = '/usr/share/dirsrv/inf/defaults.inf';
const START_TIMEOUT_MS = 60_000;
const INSTANCE = 'passerelle';

export interface Ds389 {
  readonly url: string;
  readonly secureUrl: string;
  /** Its self-made certificate authority, as PEM. */
  readonly ca: string;
  readonly suffix: string;
  readonly bind: { readonly dn: string; readonly password: string };
  modify(ldif: string): Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Null, or why no 389 Directory Server can be started here. */
export function available(): string | null {
  if (!existsSync('/usr/sbin/ns-slapd') || !existsSync(DEFAULTS)) {
    return 'no 389 Directory Server: on Debian, apt-get install 389-ds-base';
  }
  if (process.getuid?.() !== 0) return 'dscreate wants to be root';
  return outputOf('ldapsearch', ['-VV']) === null ? 'no LDAP commands: on Debian, apt-get install ldap-utils' : null;
}

/**
 * Makes an instance whose every file lies in its own folder, and starts it. The server's own `defaults.inf` says where things go: PREFIX names another
 * one, with each path moved, and without systemd, which would be asked to start it.
 */
export async function startDs389(): Promise<Ds389> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-389ds-'));
  await chmod(folder, 0o755);
  const [port, securePort] = [await freePort(), await freePort()];
  const suffix = 'dc=example,dc=org';
  const bind = { dn: 'cn=Directory Manager', password: 'directory-manager' };
  try {
    await layOut(folder);
    const answersFile = join(folder, 'instance.inf');
    await writeFile(answersFile, instanceOf({ port, securePort, suffix, password: bind.password }));
    await runCommand('env', [`PREFIX=${folder}`, 'dscreate', 'from-file', answersFile]);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const config = join(folder, 'etc', 'dirsrv', `slapd-${INSTANCE}`);
  const dse = join(config, 'dse.ldif');
  const settings = await readFile(dse, 'utf8');
  await writeFile(
    dse,
    settings.replace(
      /^dn: cn=config$/m,
      (line) => `${line}\nnsslapd-listenhost: 127.0.0.1\nnsslapd-securelistenhost: 127.0.0.1`,
    ),
  );
  const server = runServer({
    name: '389-ds',
    command: '/usr/sbin/ns-slapd',
    args: ['-d', '0', '-D', config, '-i', join(folder, 'server.pid')],
    folder,
  });
  try {
    await server.ready(async () => (await answers(port)) && answers(securePort), START_TIMEOUT_MS);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const url = `ldap://127.0.0.1:${port}`;
  return {
    url,
    secureUrl: `ldaps://127.0.0.1:${securePort}`,
    ca: await readFile(join(config, 'ca.crt'), 'utf8'),
    suffix,
    bind,
    async modify(ldif) {
      await runCommand('ldapmodify', ['-x', '-H', url, '-D', bind.dn, '-w', bind.password], { input: ldif });
    },
    stop: server.stop,
  };
}

async function layOut(folder: string): Promise<void> {
  const under = [
    'share/dirsrv/inf',
    'etc',
    'run/dirsrv',
    'run/lock/dirsrv',
    'var/log/dirsrv',
    'var/lib/dirsrv',
    'shm',
    'inst',
  ];
  for (const place of under) await mkdir(join(folder, place), { recursive: true });
  await cp('/etc/dirsrv', join(folder, 'etc', 'dirsrv'), { recursive: true });
  const moved = (await readFile(DEFAULTS, 'utf8'))
    .replace(/^with_systemd = .*$/m, 'with_systemd = 0')
    .replace(/^(tmp_dir|tmpfiles_d|initconfig_dir|sysconf_dir) = .*$/gm, (_, name: string) => `${name} = ${folder}/etc`)
    .replace(/^inst_dir = .*$/m, `inst_dir = ${folder}/inst/slapd-{instance_name}`)
    .replace(/ = (\/etc\/dirsrv|\/var|\/run)(?=\/|$)/gm, ` = ${folder}$1`)
    .replace(/ = \/dev\/shm/g, ` = ${folder}/shm`);
  await writeFile(join(folder, 'share/dirsrv/inf/defaults.inf'), moved);
}

interface Instance {
  readonly port: number;
  readonly securePort: number;
  readonly suffix: string;
  readonly password: string;
}
/** Not started by `dscreate`: the keeper starts it, so that it ends with the tests. */
const instanceOf = ({ port, securePort, suffix, password }: Instance): string => `[general]
full_machine_name = localhost
strict_host_checking = False
selinux = False
start = False
[slapd]
instance_name = ${INSTANCE}
port = ${port}
secure_port = ${securePort}
root_password = ${password}
self_sign_cert = True
user = root
group = root
[backend-userroot]
suffix = ${suffix}
create_suffix_entry = True
`;
