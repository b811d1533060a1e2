import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort } from './loopback-port.ts';
import { runServer } from './server-process.ts';

const MASTER = '/usr/lib/mailman3/bin/master';
const START_TIMEOUT_MS = 120_000;
const CREDENTIALS = { user: 'restadmin', password: 'a password for as long as the tests run' };

export interface RealMailman {
  /** Base address of the REST interface, without the version. */
  readonly url: string;
  readonly credentials: { readonly user: string; readonly password: string };
  /** Port on the loopback that takes mails over LMTP. */
  readonly lmtpPort: number;
  /** A request of its REST interface as an administrator sends it by hand; the JSON, or null where there is none. @throws Error for a refusal */
  rest(method: string, path: string, body?: object): Promise<{ readonly location: string; readonly body: unknown }>;
  readonly stop: () => Promise<void>;
}

/** Null, or why a real Mailman cannot be started here. */
export const available = (): string | null =>
  existsSync(MASTER) ? null : 'no Mailman: on Debian, apt-get install --no-install-recommends mailman3';

interface Ports {
  readonly rest: number;
  readonly lmtp: number;
  readonly smtp: number;
}

/** Everything in `folder`; only the processes that take, decide and send. What could not be sent is tried again at once. */
const configuration = (folder: string, { rest, lmtp, smtp }: Ports): string => `
[mailman]
site_owner: postmaster@institution.example
layout: here
[paths.here]
var_dir: ${folder}/var
bin_dir: /usr/lib/mailman3/bin
[webservice]
hostname: 127.0.0.1
port: ${rest}
admin_user: ${CREDENTIALS.user}
admin_pass: ${CREDENTIALS.password}
workers: 1
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: ${smtp}
lmtp_host: 127.0.0.1
lmtp_port: ${lmtp}
[runner.nntp]
start: no
[runner.digest]
start: no
[runner.archive]
start: no
[runner.command]
start: no
[runner.bounces]
start: no
[runner.task]
start: no
`;

/** Starts a real Mailman core on free loopback ports, in its own folder; its mails go to the SMTP server on `smtpPort`. */
export async function startMailman(smtpPort: number): Promise<RealMailman> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-mailman-'));
  await mkdir(join(folder, 'var'));
  const ports = { rest: await freePort(), lmtp: await freePort(), smtp: smtpPort };
  await writeFile(join(folder, 'mailman.cfg'), configuration(folder, ports));
  const server = runServer({
    name: 'mailman',
    command: MASTER,
    args: ['-C', join(folder, 'mailman.cfg')],
    folder,
    env: { LC_ALL: 'C.UTF-8' },
  });
  const url = `http://127.0.0.1:${ports.rest}`;
  const authorization = `Basic ${Buffer.from(`${CREDENTIALS.user}:${CREDENTIALS.password}`).toString('base64')}`;
  const rest: RealMailman['rest'] = async (method, path, body) => {
    const response = await fetch(`${url}/3.1${path}`, {
      method,
      // An empty body that is announced as JSON is refused.
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return { location: response.headers.get('location') ?? '', body: parsed };
  };
  try {
    const isUp = async (): Promise<boolean> => {
      await rest('GET', '/system/versions');
      return answers(ports.lmtp);
    };
    await server.ready(isUp, START_TIMEOUT_MS);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, credentials: CREDENTIALS, lmtpPort: ports.lmtp, rest, stop: server.stop };
}
