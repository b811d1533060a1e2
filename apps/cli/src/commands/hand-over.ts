import { getCommunity, handOver } from '@passerelle/store';
import { localDateAt } from '@passerelle/model';
import { seenAt } from '@passerelle/engine';
import { dayOf, roleOf } from '../acts/dates.ts';
import { perform } from '../acts/perform.ts';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { CliError } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

const needed = (options: Readonly<Record<string, unknown>>, name: string): string => {
  const value = options[name];
  if (typeof value === 'string') return value;
  throw new CliError('cli.usage.missing-argument', { what: `--${name}`, command: 'hand-over' });
};

/** `passerelle hand-over <role> <community> --from … --to … --date …`: a role moves from one person to another with no gap. */
export const run: Run = (session, { args: [what = '', where = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store } = runtime;
    const community = await getCommunity(store, await communityOf(runtime, where));
    const role = roleOf(community, what);
    const outgoing = (await findOne(store, needed(options, 'from'))).id;
    const incoming = (await findOne(store, needed(options, 'to'))).id;
    const at = session.world.now();
    const date = dayOf(options['date']) ?? localDateAt(at, community.zone);
    const until = dayOf(options['until']);
    const overlap = typeof options['overlap'] === 'string' ? Number(options['overlap']) : undefined;
    return perform(session, runtime, options, {
      kind: 'hand-over',
      people: [outgoing, incoming],
      communities: [community.id],
      at: seenAt(date, community.zone, at),
      work: (tx) =>
        handOver(tx, {
          community: community.id,
          role,
          outgoing,
          incoming,
          date,
          at,
          ...(until === undefined ? {} : { until }),
          ...(overlap === undefined ? {} : { overlap }),
        }),
      warnings: (messages) => messages,
    });
  });
