import { addDays, leavingConsequences, message } from '@passerelle/model';
import { endClaims, getCommunity, readCommunityView, readGroupViews, unenrol } from '@passerelle/store';
import { dayOf, seenAt } from '../acts/dates.ts';
import { perform } from '../acts/perform.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { CliError } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle unenrol <person> <community>`: the membership ends, with the roles and working groups that hang on it. */
export const run: Run = (session, { args: [who = '', where = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store } = runtime;
    const { id: person, displayName } = await findOne(store, who);
    const community = await getCommunity(store, await communityOf(runtime, where));
    const until = dayOf(options['until']);
    const at = session.world.now();
    const leaving = await store.transaction(async (tx) =>
      leavingConsequences(
        await readCommunityView(tx, community.id, at),
        await readGroupViews(tx, community.id, at),
        person,
        at,
      ),
    );
    const [last] = leaving.lastTechnicienOf;
    if (last !== undefined && options['last-technicien'] !== true && options['lastTechnicien'] !== true) {
      throw new CliError('cli.last-technicien', { community: (await getCommunity(store, last)).name });
    }
    const [claimant] = leaving.stillClaimedBy;
    if (leaving.ends.length === 0 && claimant !== undefined) {
      const params = { person: displayName, community: community.name, origin: claimant };
      throw new CliError(claimant === 'file' ? 'cli.claimed-by-file' : 'cli.claimed-elsewhere', params);
    }
    const end = until === undefined ? { at } : { until };
    return perform(session, runtime, options, {
      kind: 'unenrol',
      params: last === undefined ? {} : { acknowledgedLastTechnicien: true },
      people: [person],
      communities: [community.id, ...leaving.groups],
      at: seenAt(until === undefined ? undefined : addDays(until, 1), community.zone, at),
      work: async (tx) => {
        // Nothing was claimed by hand: the refusal says who claims it.
        if (leaving.ends.length === 0)
          await unenrol(tx, { person, community: community.id, origin: { kind: 'hand' }, end, at });
        else await endClaims(tx, leaving.ends, end);
      },
      warnings: () => (leaving.messages.length > 0 ? leaving.messages : [message('act.leaves-everything')]),
    });
  });
