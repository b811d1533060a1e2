import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

/** What `passerelle sandbox --json` says once everything is in step and stays up. */
interface Up {
  readonly matches: boolean;
  readonly server: string;
  readonly places: {
    readonly nextcloud: string;
    readonly discourse: string;
    readonly jitsi: string;
    readonly login: string;
    readonly logout: string;
  };
}

/** The whole product as its users have it: `passerelle sandbox` in a process of its own, and the command beside it. */
export interface RunningSandbox extends Up {
  readonly folder: string;
  /** Runs `passerelle …` on the sandbox. @throws with what it said when it failed */
  passerelle(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const environment = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', LANG: 'fr_FR.UTF-8', LC_ALL: 'fr_FR.UTF-8' };

async function run(
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, out, err };
}

/** Starts it and waits until every platform matches. */
export async function startSandboxProcess(): Promise<RunningSandbox> {
  const parent = await mkdtemp(join(tmpdir(), 'passerelle-e2e-'));
  // PostgreSQL runs as another user, who must get through.
  await chmod(parent, 0o711);
  const folder = join(parent, 'sandbox');
  const child = spawn(process.execPath, [program, 'sandbox', '--folder', folder, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  const gone = once(child, 'exit');
  let [out, err] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const up = await new Promise<Up>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      try {
        resolve(JSON.parse(out) as Up);
      } catch {
        // Not whole yet.
      }
    });
    child.once('exit', () => reject(new Error(`the sandbox ended: ${err.slice(-2000)} ${out.slice(-500)}`)));
  });
  const config = join(folder, 'passerelle.yaml');
  return {
    ...up,
    folder,
    async passerelle(...args) {
      const { code, out: said, err: complained } = await run(['--config', config, ...args]);
      if (code !== 0 && code !== 2) throw new Error(`passerelle ${args.join(' ')} (${code}): ${complained}${said}`);
      return said;
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
      await rm(parent, { recursive: true, force: true });
    },
  };
}
