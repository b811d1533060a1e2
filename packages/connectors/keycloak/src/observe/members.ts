import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import type { Observed } from '@passerelle/model';
import { membersOf } from '../client/groups.ts';
import type { Session } from '../session.ts';
import type { Reading } from './reading.ts';

/**
 * Members of our groups, in pages of 500: people of the directory cost no more than others here (facts/identity.md §3.3). A group that is gone has no
 * members, and that is known completely: Keycloak says so of that very id.
 */
export async function* observeMembers(
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  for (const group of scope.groups) {
    yield* reading.container({ of: 'members', group }, () => members(session, group, call, reading));
  }
}

async function* members(session: Session, group: string, call: Call, reading: Reading): AsyncGenerator<Observed> {
  for await (const user of membersOf(session, group, call)) {
    if (user === null) return;
    yield* reading.account(user);
    yield { kind: 'membership', group, account: user.id };
  }
}
