import { Refusal, type Store } from '@passerelle/store';
import type { Config } from '../config/config.ts';
import { loadNames } from '../people/load-names.ts';
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
  } catch (error) {
    throw error instanceof Refusal ? await withNames(runtime.store, error) : error;
  } finally {
    await runtime.close();
  }
}

/** A refusal names people by their ids; whoever reads it knows them by their names. */
async function withNames(store: Store, { reasons }: Refusal): Promise<Refusal> {
  const names = await loadNames(
    store,
    reasons.flatMap(({ params }) => Object.values(params).map(String)),
  );
  const word = (value: string | number): string | number =>
    typeof value === 'string' ? (names.person(value) ?? names.community(value)?.name ?? value) : value;
  return new Refusal(
    ...reasons.map(({ code, params }) => ({
      code,
      params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, word(value)])),
    })),
  );
}

/** Who does it, for the audit: a named person where the command says so, else the login of the system. */
export const actorOf = (session: Session): string => `cli:${session.world.login}`;
