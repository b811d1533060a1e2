import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import { observeByExplorer } from './observe/by-explorer.ts';
import { observeByLists, observeMembers } from './observe/by-lists.ts';
import { observeGroups } from './observe/groups.ts';
import { readingCall } from './observe/reading-call.ts';
import { startReading } from '@passerelle/connector-kit';
import { observeSomeAccounts } from './observe/some-accounts.ts';
import { observeSpaces } from './observe/spaces.ts';
import { stops, type Session } from './session.ts';

/**
 * Groups, then people with the members of our groups, then categories with the grants of ours. With Data Explorer a full reading takes three calls and
 * one more per 10,000 accounts; without it one per thousand members of a group that has any, and one per category of ours.
 */
export async function* observe(session: Session, scope: Scope, asked: Call): AsyncGenerator<ObservedEvent> {
  const reading = startReading(stops);
  if (scope.extent === 'targeted') {
    yield* reading.container({ of: 'groups' }, () => observeGroups(session, scope, asked));
    yield* reading.container({ of: 'accounts' }, () => observeSomeAccounts(session, scope.accounts, asked));
    yield* observeMembers(session, scope, asked, reading);
    yield* observeSpaces(session, scope, asked, reading);
    return;
  }
  const call = readingCall(asked);
  yield* reading.container({ of: 'groups' }, () => observeGroups(session, scope, call));
  if (session.config.dataExplorer === undefined) yield* observeByLists(session, scope, call, reading);
  else yield* observeByExplorer(session, scope, call, reading);
  yield* observeSpaces(session, scope, call, reading);
}
