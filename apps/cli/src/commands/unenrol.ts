import { unenrolAct } from '@passerelle/engine';
import { dayOf } from '../acts/dates.ts';
import { perform } from '../acts/perform.ts';
import { orRefused } from '../acts/refused.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle unenrol <person> <community>`: the membership ends, with the roles and working groups that hang on it. */
export const run: Run = (session, { args: [who = '', where = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store } = runtime;
    const { id: person } = await findOne(store, who);
    const asked = {
      person,
      community: await communityOf(runtime, where),
      until: dayOf(options['until']),
      acceptsLastTechnicien: options['last-technicien'] === true || options['lastTechnicien'] === true,
    };
    const described = await orRefused(store, unenrolAct(runtime, asked, session.world.now()));
    return perform(session, runtime, options, described);
  });
