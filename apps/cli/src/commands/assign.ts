import { assignAct, unassignAct } from '@passerelle/engine';
import { getCommunity } from '@passerelle/store';
import { dayOf, roleOf } from '../acts/dates.ts';
import { perform } from '../acts/perform.ts';
import { orRefused } from '../acts/refused.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle assign <person> <community> <role>`: gives a role or a deputyship of it; `--end` takes it away. */
export const run: Run = (session, { args: [who = '', where = '', what = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store } = runtime;
    const { id: person } = await findOne(store, who);
    const community = await getCommunity(store, await communityOf(runtime, where));
    const role = roleOf(community, what);
    const deputyFor = typeof options['deputyFor'] === 'string' ? (await findOne(store, options['deputyFor'])).id : null;
    const now = session.world.now();
    const asked = { person, community: community.id, role, until: dayOf(options['until']) };
    const from = dayOf(options['from']);
    if (options['end'] !== true)
      return perform(session, runtime, options, await assignAct(runtime, { ...asked, deputyFor, from }, now));
    const ending = { ...asked, acceptsLastTechnicien: options['lastTechnicien'] === true };
    return perform(session, runtime, options, await orRefused(store, unassignAct(runtime, ending, now)));
  });
