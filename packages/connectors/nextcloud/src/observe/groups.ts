import type { Call, Scope } from '@passerelle/connector-kit';
import type { NativeId, ObservedGroup } from '@passerelle/model';
import { readGroups, type Group } from '../client/groups.ts';
import { everyPage } from '../client/paging.ts';
import type { Session } from '../session.ts';

const pageSize = 200;
/** Beyond so many wanted groups the whole list costs no more than looking for each. */
const searchedOneByOne = 5;

const view = ({ id, label }: Group): ObservedGroup => ({ kind: 'group', native: id, label, mark: null });
const allGroups = (session: Session, call: Call, search = ''): AsyncGenerator<Group> =>
  everyPage<Group>(
    'nextcloud: list groups',
    pageSize,
    ({ id }) => id,
    (limit, offset) => readGroups(session, call, limit, offset, search),
  );

async function* find(session: Session, call: Call, gid: string): AsyncGenerator<Group> {
  for await (const group of allGroups(session, call, gid)) {
    if (group.id !== gid) continue;
    yield group;
    return;
  }
}

/** How many members each group has, by its own account. */
export type GroupCounts = Map<NativeId, number>;

/** All groups, foreign ones too (their names are taken), with their numbers of members put into `counts`; or those asked for. */
export async function* observeGroups(
  session: Session,
  scope: Scope,
  call: Call,
  counts: GroupCounts,
): AsyncGenerator<ObservedGroup> {
  if (scope.extent === 'full') {
    for await (const group of allGroups(session, call)) {
      if (group.count !== null) counts.set(group.id, group.count);
      yield view(group);
    }
    return;
  }
  const wanted = new Set([...scope.groups, ...scope.names.groups]);
  if (wanted.size > searchedOneByOne) {
    for await (const group of allGroups(session, call)) if (wanted.has(group.id)) yield view(group);
    return;
  }
  for (const gid of wanted) for await (const group of find(session, call, gid)) yield view(group);
}
