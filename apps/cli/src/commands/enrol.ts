import { enrolAct } from '@passerelle/engine';
import { getCommunity } from '@passerelle/store';
import { dayOf, participationOf, roleOf } from '../acts/dates.ts';
import { perform } from '../acts/perform.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle enrol <person> <community>`: a membership, and a role if one is named, everywhere at once. */
export const run: Run = (session, { args: [who = '', where = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store } = runtime;
    const { id: person } = await findOne(store, who);
    const community = await getCommunity(store, await communityOf(runtime, where));
    const asked = {
      person,
      community: community.id,
      participation: participationOf(options['participation']),
      role: typeof options['role'] === 'string' ? roleOf(community, options['role']) : undefined,
      from: dayOf(options['from']),
      until: dayOf(options['until']),
    };
    return perform(session, runtime, options, await enrolAct(runtime, asked, session.world.now()));
  });
