// Every command of package.json comes through here, on whatever Node ≥ 20 the machine has: this file brings the pinned Node and pnpm by itself
// (npx keeps them in npm's own cache), installs what the lockfile says, and runs the command. No dependency, so that it works before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = '24.21.0';
const PNPM = '10.34.9';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = 'help', ...args] = process.argv.slice(2);

/** Folder that holds the pinned `node` and `pnpm`. */
function toolchain() {
  const probe = spawnSync(
    'npx',
    ['-y', '-p', `node@${NODE}`, '-p', `pnpm@${PNPM}`, '-c', 'command -v node && command -v pnpm'],
    {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [node, pnpm] = (probe.stdout ?? '').trim().split('\n').slice(-2);
  if (probe.status !== 0 || !node || !pnpm || dirname(node) !== dirname(pnpm)) {
    console.error(
      `Node ${NODE} et pnpm ${PNPM} n'ont pas pu être installés par npx : vérifiez l'accès au registre npm.\n` +
        `npx could not bring Node ${NODE} and pnpm ${PNPM}: check the access to the npm registry.\n${probe.stderr ?? ''}`,
    );
    process.exit(1);
  }
  return dirname(node);
}

const bin = toolchain();
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
};
// What Node has compiled once is not compiled again: half of the start of every command and worker.
env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'node');
// npm's settings of the outer command mean nothing to pnpm, which warns about them.
for (const key of Object.keys(env))
  if (/^npm_(config|package|lifecycle)_/i.test(key) && !/registry|cache|proxy/i.test(key)) delete env[key];

/** Runs one step to its end; a signal that this process gets is passed on, and waited for. */
function run(program, programArgs, extraEnv = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, { cwd: root, stdio: 'inherit', env: { ...env, ...extraEnv } });
    const pass = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

async function install() {
  const result = spawnSync(
    join(bin, 'pnpm'),
    ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
    {
      cwd: root,
      env: { ...env, CI: 'true' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (result.status !== 0) {
    console.error(`${result.stdout}\n${result.stderr}`);
    console.error(
      "L'installation des dépendances a échoué (voir ci-dessus). / Installing the dependencies failed (see above).",
    );
    process.exit(1);
  }
}

const node = join(bin, 'node');
const cli = (...rest) => run(node, ['apps/cli/src/main.ts', ...rest]);

/** vitest on some folders; with PASSERELLE_REPORT_DIR also a JSON report named after the suite. */
function vitest(suite, rest, extraEnv = {}) {
  const reports = process.env.PASSERELLE_REPORT_DIR;
  if (reports && !existsSync(reports)) mkdirSync(reports, { recursive: true });
  const report = reports
    ? ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, `${suite}.json`)}`]
    : [];
  return run('vitest', ['run', ...report, ...rest], extraEnv);
}

/** Runs every step even when one fails, so that one look shows all that is wrong. */
async function steps(list) {
  const failed = [];
  for (const [title, step] of list) {
    console.log(`\n▸ ${title}`);
    const started = Date.now();
    const code = await step();
    console.log(`  ${code === 0 ? 'ok' : 'FAILED'} · ${((Date.now() - started) / 1000).toFixed(0)} s`);
    if (code !== 0) failed.push(title);
    if (code >= 128) break;
  }
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

const checks = [
  ['formatting', () => run('prettier', ['--check', '.', '--log-level', 'warn'])],
  ['types', () => run('tsc', ['--noEmit'])],
  ['import boundaries', () => run('depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'test'])],
  [
    'lint',
    () => run('eslint', ['.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/']),
  ],
];

const commands = {
  start: () => cli('sandbox', ...args),
  passerelle: () => cli(...args),
  check: () => steps(checks),
  test: () => (args.length > 0 ? vitest('unit', args) : steps([...checks, ['tests', () => vitest('unit', [])]])),
  real: () => vitest('real', ['--config', 'vitest.real.config.ts', ...args], { PASSERELLE_REAL: '1' }),
  bench: () => run(node, ['test/bench/src/main.ts', ...args]),
  'bench-ldap': () => run(node, ['test/bench/src/ldap-import.ts', ...args]),
  faults: () =>
    vitest(
      'faults',
      args.length > 0 ? args : ['test/faults/src/kill', 'test/faults/src/broken', 'test/faults/src/hostile'],
      { PASSERELLE_SWEEP: 'full' },
    ),
};

const chosen = commands[command];
if (!chosen) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
await install();
process.exitCode = await chosen();
