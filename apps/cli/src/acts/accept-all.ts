import { acceptMembers, foundMembers, type FoundMember, type FoundMembers } from '@passerelle/engine';
import { labelOfStation, participationStation, roleStation, type CommunityId } from '@passerelle/model';
import { act } from '@passerelle/store';
import { loadNames } from '../people/load-names.ts';
import { exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { communityOf, targetOf, textsOf } from '../runtime/plan-request.ts';
import type { Session } from '../runtime/session.ts';
import { actorOf } from '../runtime/with-runtime.ts';
import { table } from '../terminal/table.ts';
import type { Names } from '../texts/texts.ts';
import { propagate } from './propagate.ts';

type Options = Readonly<Record<string, unknown>>;

/** `passerelle drift accept --community <slug>`: everybody who was found in the groups of a community becomes a member of it, once somebody has read the list. */
export async function acceptAll(
  session: Session,
  runtime: Runtime,
  options: Options,
  named: readonly string[],
): Promise<number> {
  const { engine, store } = runtime;
  const { say } = session;
  const communities: CommunityId[] = [];
  for (const text of named) communities.push(await communityOf(runtime, text));
  const targets = textsOf(options['target']).map((name) => targetOf(engine, name));
  const found = await foundMembers(engine, { communities, ...(targets.length === 0 ? {} : { targets }) });
  const people = [...new Set(found.members.map(({ person }) => person))];
  const addresses = await addressesOf(runtime, people);
  const names = await loadNames(store, people);
  for (const line of lines(session, found, names, addresses)) session.print(line);
  if (found.members.length === 0) {
    session.printJson({ ...found, accepted: 0, applied: null });
    return exit.ok;
  }
  await confirm(session, options, say('act.question'));
  const description = { actor: actorOf(session), kind: 'drift.accept', confirmed: true, params: { communities } };
  await act(store, description, (tx) => acceptMembers(tx, engine, found.members));
  const { applied, done } = await propagate(session, runtime, people, communities);
  session.printJson({ ...found, accepted: found.members.length, applied });
  session.print(say('drift.accepted'));
  return done ? exit.ok : exit.error;
}

function lines(
  session: Session,
  found: FoundMembers,
  names: Names,
  addresses: ReadonlyMap<string, string>,
): readonly string[] {
  const { say } = session;
  const { style } = session.world.terminal;
  const { members, already, noLevel, strangers } = found;
  const rows = members.map(({ person, community, byAddress, ...member }) => [
    style.green('+'),
    names.person(person) ?? person,
    names.community(community)?.name ?? community,
    stationsOf(member, names, community, session),
    byAddress ? style.yellow(say('drift.by-address', { address: addresses.get(person) ?? '—' })) : '',
  ]);
  const note = (text: string): string => `  ${style.yellow('!')} ${text}`;
  return [
    members.length === 0 ? say('drift.accept-none') : style.bold(say('drift.accept-title', { count: members.length })),
    ...table(rows),
    ...(already.length > 0 ? [note(say('drift.accept-already', { count: already.length }))] : []),
    ...(noLevel.length > 0 ? [note(say('drift.accept-no-level', { count: noLevel.length }))] : []),
    ...(strangers.length > 0
      ? [
          note(
            say('drift.accept-strangers', {
              count: strangers.length,
              logins: strangers.map(({ login }) => login).join(', '),
            }),
          ),
        ]
      : []),
  ];
}

function stationsOf(
  { participation, roles }: Pick<FoundMember, 'participation' | 'roles'>,
  names: Names,
  community: CommunityId,
  { say }: Session,
): string {
  const stations = [
    ...(participation === null ? [] : [participationStation(participation)]),
    ...roles.map(roleStation),
  ];
  return stations
    .map((station) => labelOfStation(names.community(community) ?? null, station, say.language))
    .join(', ');
}

async function addressesOf({ store }: Runtime, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await store.pool.query<{ person: string; email: string }>(
    `select person, email from person_name where email is not null and person = any($1::uuid[])`,
    [people],
  );
  return new Map(rows.map(({ person, email }) => [person, email]));
}
