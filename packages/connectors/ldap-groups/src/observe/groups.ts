import type { ConnectorError, ObservedEvent, Reading, Scope } from '@passerelle/connector-kit';
import type { NativeId, Observed } from '@passerelle/model';
import type { GroupEntry } from '../client/groups.ts';
import { SUSPENDED } from '../client/suspended.ts';
import type { Known } from '../observe.ts';
import { comparable, problem, type Session } from '../session.ts';
import { strangerAt } from '../stranger.ts';

interface Sources {
  readonly groups: () => AsyncIterable<GroupEntry>;
  /** Whose DNs these are. Null: people could not be read, and so members cannot be told. */
  readonly people: (dns: Iterable<string>) => Promise<Known | null>;
  /** Of the DNs of a group that are nobody's, those that are no strangers: people's old ones. */
  readonly unknown: (group: GroupEntry, dns: readonly string[]) => Promise<ReadonlySet<string>>;
}

/**
 * Every group, then the members of ours. Members come with the groups, so they are held until the groups have ended; a group that is gone has none, and
 * that is known completely.
 */
export async function* observeGroups(
  session: Session,
  scope: Scope,
  reading: Reading,
  sources: Sources,
): AsyncGenerator<ObservedEvent> {
  const ours = new Set(scope.groups);
  const held = new Map<NativeId, { readonly group: GroupEntry; readonly members: readonly string[] }>();
  let failure: ConnectorError | null = null;
  yield* reading.container({ of: 'groups' }, async function* (): AsyncGenerator<Observed> {
    try {
      for await (const group of sources.groups()) {
        // Ours too, but no community's.
        if (group.name.toLowerCase() === SUSPENDED) continue;
        if (ours.has(group.id)) {
          const members: string[] = [];
          for await (const dn of group.members()) if (!session.nobody.has(comparable(dn))) members.push(dn);
          held.set(group.id, { group, members });
        }
        const { id: native, mark } = group;
        yield { kind: 'group', native, label: mark === null ? group.name : (group.label ?? group.name), mark };
      }
    } catch (error) {
      failure = reading.note(error);
      throw error;
    }
  });
  const dns = [...held.values()].flatMap(({ members }) => members);
  const people = await reading.step(() => sources.people(dns));
  for (const native of scope.groups) {
    yield* reading.container({ of: 'members', group: native }, async function* (): AsyncGenerator<Observed> {
      if (failure !== null) throw failure;
      if ('error' in people) throw people.error;
      if (people.value === null) {
        throw problem('read members', 'unexpected-answer', 'the people could not be read', 'backoff');
      }
      const here = held.get(native);
      if (here !== undefined) yield* membersOf(here.group, here.members, people.value, sources);
    });
  }
}

async function* membersOf(
  group: GroupEntry,
  members: readonly string[],
  people: Known,
  { unknown }: Sources,
): AsyncGenerator<Observed> {
  const seen = new Set<NativeId>();
  const nobodys: string[] = [];
  const tell = (account: NativeId): readonly Observed[] => {
    if (seen.has(account)) return [];
    seen.add(account);
    return [{ kind: 'membership', group: group.id, account }];
  };
  for (const dn of members) {
    const person = people.get(comparable(dn));
    if (person === undefined) nobodys.push(dn);
    else yield* tell(person.id);
  }
  const moved = await unknown(group, nobodys);
  for (const dn of nobodys) if (!moved.has(dn)) yield* tell(strangerAt(dn));
}
