import type { Config } from '../config/config.ts';
import { cliLogger } from './logger.ts';
import { openRuntime, type Runtime } from './open-runtime.ts';
import type { Session } from './session.ts';

/** Opens what the configuration names, works, and closes it again whatever happens. Ctrl-C reaches `work` through the session's signal. */
export async function withRuntime<T>(
  session: Session,
  writes: boolean,
  work: (runtime: Runtime) => Promise<T>,
  config: Config = session.config(),
): Promise<T> {
  const runtime = await openRuntime(config, {
    logger: cliLogger(session.options.verbose === true, config.secrets),
    writes,
    now: session.world.now,
  });
  try {
    return await work(runtime);
  } finally {
    await runtime.close();
  }
}

/** Who does it, for the audit: a named person where the command says so, else the login of the system. */
export const actorOf = (session: Session): string => `cli:${session.world.login}`;
