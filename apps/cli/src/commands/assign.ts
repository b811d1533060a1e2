import { addDays, lastTechnicien, technicien } from '@passerelle/model';
import { assign, currentAssignments, endClaims, getCommunity, readCommunityView } from '@passerelle/store';
import { dayOf, roleOf, seenAt } from '../acts/dates.ts';
import { perform } from '../acts/perform.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { CliError } from '../runtime/cli-error.ts';
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
    const from = dayOf(options['from']);
    const until = dayOf(options['until']);
    const now = session.world.now();
    const origin = { kind: 'hand' } as const;
    const subject = { people: [person], communities: [community.id] };
    if (options['end'] === true) {
      const isLast =
        role === technicien &&
        (await store.transaction(async (tx) =>
          lastTechnicien(await readCommunityView(tx, community.id, now), person, now),
        ));
      if (isLast && options['lastTechnicien'] !== true)
        throw new CliError('cli.last-technicien', { community: community.name });
      return perform(session, runtime, options, {
        ...subject,
        kind: 'unassign',
        params: isLast ? { acknowledgedLastTechnicien: true } : {},
        at: seenAt(until === undefined ? undefined : addDays(until, 1), community.zone, now),
        work: async (tx) => {
          const claims = await currentAssignments(tx, { person, community: community.id, role, origin, at: now });
          await endClaims(
            tx,
            claims.map(({ id }) => id),
            until === undefined ? { at: now } : { until },
          );
        },
        warnings: () => [],
      });
    }
    return perform(session, runtime, options, {
      ...subject,
      kind: 'assign',
      at: seenAt(from, community.zone, now),
      work: (tx) =>
        assign(tx, {
          person,
          community: community.id,
          role,
          deputyFor,
          origin,
          at: now,
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { until }),
        }),
      warnings: ({ warnings }) => warnings.map(({ message }) => message),
    });
  });
