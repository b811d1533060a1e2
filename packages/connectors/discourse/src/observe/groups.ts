import type { Call, Scope } from '@passerelle/connector-kit';
import type { ObservedGroup } from '@passerelle/model';
import { everyone } from '../client/categories.ts';
import { freshGroups } from '../client/groups.ts';
import { careKey } from '../group-bio.ts';
import type { Session } from '../session.ts';

/** All groups, foreign ones too (their names are taken), in one call; or those asked for. Our own hidden group is nobody's affair. */
export async function* observeGroups(session: Session, scope: Scope, call: Call): AsyncGenerator<ObservedGroup> {
  const natives = new Set(scope.groups);
  const names = new Set(scope.extent === 'full' ? [] : scope.names.groups.map((name) => name.toLowerCase()));
  if (scope.extent === 'targeted' && natives.size === 0 && names.size === 0) return;
  for (const { native, name, label, key } of (await freshGroups(session, call)).values()) {
    if (native === everyone || key === careKey) continue;
    const isWanted = scope.extent === 'full' || natives.has(native) || names.has(name.toLowerCase());
    if (isWanted) yield { kind: 'group', native, label, mark: key };
  }
}
