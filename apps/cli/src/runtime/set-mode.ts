import { releaseTarget, setModeOfAll, setTargetMode } from '@passerelle/engine';
import { exit } from './cli-error.ts';
import { targetOf } from './plan-request.ts';
import type { Session } from './session.ts';
import { actorOf, withRuntime } from './with-runtime.ts';

type Mode = 'active' | 'observe-only' | 'paused';

/** Sets how a platform, or `all`, may be used from now on. */
export const setMode = (session: Session, name: string, mode: Mode): Promise<number> =>
  withRuntime(session, true, async ({ engine }) => {
    const actor = actorOf(session);
    if (name === 'all') await setModeOfAll(engine, mode, actor);
    else {
      const target = targetOf(engine, name);
      await setTargetMode(engine, target, mode, actor);
      if (mode === 'active') await releaseTarget(engine, target, actor);
    }
    session.printJson({ target: name, mode });
    session.print(session.say(name === 'all' ? `mode.all.${mode}` : `mode.${mode}`, { target: name }));
    return exit.ok;
  });
