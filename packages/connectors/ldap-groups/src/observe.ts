import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import { startReading } from '@passerelle/connector-kit';
import { everybody, peopleByDns, peopleByIds } from './client/people.ts';
import { observedAccount, type PersonEntry } from './client/person-entry.ts';
import { everyGroup, someGroups } from './client/groups.ts';
import { suspendedKeys } from './client/suspended.ts';
import { observeGroups } from './observe/groups.ts';
import { noteMoves } from './observe/moved.ts';
import { stops, type Session } from './session.ts';

/** What is read of everybody, to tell whose DN a member is. */
export type Known = ReadonlyMap<string, Pick<PersonEntry, 'id' | 'key'>>;

/**
 * Accounts, then groups with their members. A full reading is one paged search of the people and one of the branch, whatever the number of groups and
 * members; what each group holds comes with it.
 */
export async function* observe(session: Session, scope: Scope, call: Call): AsyncGenerator<ObservedEvent> {
  const reading = startReading(stops);
  const opened = await reading.step(() => session.connections.open(call));
  const ldap = 'error' in opened ? null : opened.value;
  const connection = () => {
    if (ldap === null) throw new Error('a reading without a connection was stopped before');
    return ldap;
  };
  try {
    if (scope.extent === 'full') {
      const known = new Map<string, Pick<PersonEntry, 'id' | 'key'>>();
      const read = { isWhole: false };
      yield* reading.container({ of: 'accounts' }, async function* () {
        const suspended = await suspendedKeys(session, connection());
        for await (const person of everybody(session, connection())) {
          known.set(person.key, { id: person.id, key: person.key });
          yield observedAccount(session, person, suspended);
        }
        read.isWhole = true;
      });
      yield* observeGroups(session, scope, reading, {
        groups: () => everyGroup(session, connection()),
        people: () => Promise.resolve(read.isWhole ? known : null),
        unknown: (group, dns) => noteMoves(session, connection(), group, dns, known),
      });
      if (read.isWhole) for (const { id, key } of known.values()) session.places.set(id, key);
      return;
    }
    yield* reading.container({ of: 'accounts' }, async function* () {
      const ids = [...scope.accounts, ...scope.awaited.map(({ anchor }) => anchor.toLowerCase())];
      if (ids.length === 0) return;
      const suspended = await suspendedKeys(session, connection());
      const people = await peopleByIds(session, connection(), ids);
      for (const person of people.values()) yield observedAccount(session, person, suspended);
    });
    yield* observeGroups(session, scope, reading, {
      groups: () =>
        someGroups(session, connection(), { ids: scope.groups, names: scope.names.groups, withMembers: true }),
      people: (dns) => peopleByDns(session, connection(), dns),
      unknown: () => Promise.resolve(new Set()),
    });
  } finally {
    await ldap?.close();
  }
}
