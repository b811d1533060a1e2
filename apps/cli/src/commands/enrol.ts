import { localDateAt, message, type Participation } from '@passerelle/model';
import { assign, enrolWithParent, getCommunity, readMemberships } from '@passerelle/store';
import { dayOf, participationOf, roleOf, seenAt } from '../acts/dates.ts';
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
    const asked = participationOf(options['participation']);
    const role = typeof options['role'] === 'string' ? roleOf(community, options['role']) : null;
    const from = dayOf(options['from']);
    const until = dayOf(options['until']);
    const at = session.world.now();
    const claim = {
      person,
      community: community.id,
      origin: { kind: 'hand' },
      at,
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    } as const;
    return perform(session, runtime, options, {
      kind: 'enrol',
      people: [person],
      // A working group's members are members of the community above it.
      communities: community.parent === null ? [community.id] : [community.parent, community.id],
      at: seenAt(from, community.zone, at),
      work: async (tx) => {
        const participation = asked ?? (await presentLevel(tx, claim)) ?? 'peripheral';
        const { messages } = await enrolWithParent(tx, { ...claim, participation });
        const { warnings } = role === null ? { warnings: [] } : await assign(tx, { ...claim, role });
        return [...messages, ...warnings.map(({ message: told }) => told)];
      },
      warnings: (told) => [
        ...told,
        ...(community.stage === 'archived' ? [message('community.is-archived', { slug: community.id })] : []),
      ],
    });
  });

/** Whoever is a member already, and is enrolled again without a word about the level, keeps it. */
async function presentLevel(
  tx: Parameters<typeof enrolWithParent>[0],
  { person, community, at }: Omit<Enrolment, 'participation'>,
): Promise<Participation | undefined> {
  const { zone } = await getCommunity(tx, community);
  const today = localDateAt(at, zone);
  const lasting = (await readMemberships(tx, { people: [person], communities: [community] })).filter(
    ({ until }) => until === null || until >= today,
  );
  return (lasting.find(({ origin }) => origin.kind === 'hand') ?? lasting[0])?.participation;
}

type Enrolment = Parameters<typeof enrolWithParent>[1];
