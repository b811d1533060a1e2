import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger, serve, type Served } from '@passerelle/server';
import { SandboxError, startSandbox, type Sandbox } from '@passerelle/sandbox';
import { silent } from '@passerelle/connector-kit';
import { listCommunities } from '@passerelle/store';
import type { Run } from '../runtime/run.ts';
import { checkConfig } from '../config/check-config.ts';
import type { Config } from '../config/config.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { openRuntime, type Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';
import { webOptionsOf } from '../runtime/web-options.ts';
import { bringInStep, type InStep } from '../sandbox/bring-in-step.ts';
import { hubStatus } from '../sandbox/hub-status.ts';
import { jobPen } from '../sandbox/job-pen.ts';
import { exampleFiles, loadExample } from '../sandbox/load-example.ts';
import { renderPlaces } from '../sandbox/render-places.ts';
import { schedulesOf } from './serve.ts';

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));

/**
 * `passerelle sandbox` (`npm start`): every platform on this machine, the main job on the examples, and then it stays up with its worker and schedules
 * until Ctrl-C, which stops all that was started. `--once`: 0 when every platform matches.
 */
export const run: Run = async (session, { options }) => {
  const { world, say } = session;
  const folder = resolve(
    world.folder,
    typeof options['folder'] === 'string' ? options['folder'] : '.passerelle/sandbox',
  );
  session.print(say('job.starting', { folder }));
  const sandbox = await start(session, folder, options['fresh'] === true);
  try {
    if (world.signal.aborted) return exit.ok;
    const config = configOf(session, sandbox);
    const logger =
      session.options.verbose === true
        ? createLogger({ level: 'debug', secrets: config.secrets, destination: process.stderr })
        : silent;
    const runtime = await openRuntime(config, {
      logger,
      writes: true,
      now: world.now,
      applicationName: 'passerelle-sandbox',
    });
    try {
      return await work(session, runtime, sandbox, options['once'] === true);
    } finally {
      await runtime.close();
    }
  } finally {
    session.print(say('job.stopping'));
    await sandbox.stop();
  }
};

async function start(session: Session, folder: string, fresh: boolean): Promise<Sandbox> {
  try {
    return await startSandbox({
      folder,
      directory: resolve(examples, 'directory.ldif'),
      fresh,
      language: session.say.language,
    });
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new CliError('job.sandbox-failed', { why: session.say.language === 'fr' ? error.fr : error.en });
  }
}

function configOf({ world }: Session, sandbox: Sandbox): Config {
  return checkConfig(sandbox.config, {
    file: sandbox.configFile,
    folder: examples,
    registry: world.registry,
    secrets: {
      env: (name) => sandbox.secrets[name],
      readText: () => {
        throw new Error('the sandbox names its secrets by variables only');
      },
    },
    lineOf: () => null,
    literals: 'refused',
  });
}

async function work(session: Session, runtime: Runtime, sandbox: Sandbox, once: boolean): Promise<number> {
  const { world, say } = session;
  const { signal } = world;
  const pen = jobPen(session);
  sandbox.setStatus(hubStatus(null, world.now(), world.registry, 0));
  await loadExample(session, runtime, pen, exampleFiles(examples));
  const inStep = await bringInStep(session, runtime, pen);
  const communities = (await listCommunities(runtime.store)).length;
  sandbox.setStatus(hubStatus(inStep, world.now(), world.registry, communities));
  const code = inStep.matches ? exit.ok : exit.error;
  session.print();
  session.print(say(inStep.matches ? 'job.matches' : 'job.differs'));
  if (once || signal.aborted) {
    session.printJson({ matches: inStep.matches, operations: inStep.operations, places: sandbox.places });
    return signal.aborted ? exit.ok : code;
  }
  return stayUp(session, runtime, sandbox, inStep);
}

async function stayUp(
  session: Session,
  { engine, config }: Runtime,
  sandbox: Sandbox,
  inStep: InStep,
): Promise<number> {
  const { world, say } = session;
  const served: Served = await serve(engine, {
    host: config.server.host,
    port: config.server.port,
    anyPort: true,
    schedules: schedulesOf(config),
    web: webOptionsOf(config),
  });
  try {
    session.print();
    for (const line of renderPlaces(sandbox.places, served.url, say, world.terminal.style)) session.print(line);
    session.print();
    session.print(say('job.config', { file: relative(world.folder, sandbox.configFile) }));
    session.print(say('job.stays-up'));
    session.printJson({
      matches: inStep.matches,
      operations: inStep.operations,
      places: sandbox.places,
      server: served.url,
    });
    const asked = new Promise<void>((done) => {
      if (world.signal.aborted) done();
      world.signal.addEventListener('abort', () => done(), { once: true });
    });
    await Promise.race([asked, served.done]);
    return exit.ok;
  } finally {
    await served.stop();
  }
}
