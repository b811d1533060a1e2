import { suspendPerson } from '@passerelle/store';
import { communitiesOfPerson } from '../acts/communities-of.ts';
import { perform } from '../acts/perform.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle suspend <person>`: disabled at once on every platform. A person’s own confirmed act, on one person: no volume guard holds it. */
export const run: Run = (session, { args: [who = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { id: person } = await findOne(runtime.store, who);
    return perform(session, runtime, options, {
      kind: 'suspend',
      people: [person],
      communities: await communitiesOfPerson(runtime.store, person),
      at: session.world.now(),
      work: (tx) => suspendPerson(tx, person),
      warnings: (changed) => (changed ? [] : [{ code: 'act.suspend.nothing', params: {} }]),
    });
  });
