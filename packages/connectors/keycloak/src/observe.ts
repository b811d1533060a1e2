import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import { observeAccounts } from './observe/accounts.ts';
import { observeGroups } from './observe/groups.ts';
import { observeMembers } from './observe/members.ts';
import { startReading } from './observe/reading.ts';
import type { Session } from './session.ts';

/**
 * The group tree, then the members of our groups, then accounts. People of a directory are never listed through Keycloak, which takes minutes
 * (facts/identity.md §1): those that matter are in our groups, or are looked up by their login.
 */
export async function* observe(session: Session, scope: Scope, call: Call): AsyncGenerator<ObservedEvent> {
  const reading = startReading(session, call);
  yield* reading.container({ of: 'groups' }, () => observeGroups(session, scope, call));
  yield* observeMembers(session, scope, call, reading);
  yield* reading.container({ of: 'accounts' }, () => observeAccounts(session, scope, call, reading));
}
