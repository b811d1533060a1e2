import type { Call, Scope } from '@passerelle/connector-kit';
import type { ObservedGroup } from '@passerelle/model';
import { childrenOf, groupAt, groupById } from '../client/groups.ts';
import type { Session } from '../session.ts';
import { observedGroup } from './observed.ts';

/**
 * Groups of stations: the second level below our root. A group of ours that somebody moved elsewhere is found by its id and told all the same; one
 * that is nowhere is gone. In a targeted reading the whole tree is read when names are asked about, which costs a call for each community.
 */
export async function* observeGroups(session: Session, scope: Scope, call: Call): AsyncGenerator<ObservedGroup> {
  const missing = new Set(scope.groups);
  if (scope.extent === 'full' || scope.names.groups.length > 0) {
    const wanted = scope.extent === 'full' ? null : new Set(scope.names.groups);
    const root = await groupAt(session, [session.config.rootGroup], call);
    if (root !== null) {
      for await (const parent of childrenOf(session, root, call)) {
        for await (const group of childrenOf(session, parent, call)) {
          if (wanted !== null && !wanted.has(group.name) && !missing.has(group.id)) continue;
          missing.delete(group.id);
          yield observedGroup(group);
        }
      }
    }
  }
  for (const native of missing) {
    const group = await groupById(session, native, call);
    if (group !== null) yield observedGroup(group);
  }
}
