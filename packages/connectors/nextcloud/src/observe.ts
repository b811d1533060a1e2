import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import { observeGroups, type GroupCounts } from './observe/groups.ts';
import { observePeople, observeSomePeople } from './observe/people.ts';
import { startReading } from '@passerelle/connector-kit';
import { stops, type Session } from './session.ts';
import { toolSpaces } from './tools/index.ts';

/** Reads groups, then people with the members of our groups, then spaces with the grants of ours. */
export async function* observe(session: Session, scope: Scope, call: Call): AsyncGenerator<ObservedEvent> {
  const reading = startReading(stops);
  const counts: GroupCounts = new Map();
  yield* reading.container({ of: 'groups' }, () => observeGroups(session, scope, call, counts));
  if (scope.extent === 'full') yield* observePeople(session, scope, call, reading, counts);
  else yield* observeSomePeople(session, scope, call, reading);
  for (const spaces of toolSpaces) yield* spaces.observe(session, scope, call, reading);
}
