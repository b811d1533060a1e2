import type { Call } from '@passerelle/connector-kit';
import { KEY_ATTRIBUTE } from '../config.ts';
import type { Session } from '../session.ts';
import { problem } from './error-of.ts';
import { groupSchema, groupsSchema, usersSchema, type Group, type User } from './schemas.ts';

/** Members and children are asked for in pages of so many: their default is 100 and 10 (facts/identity.md §3.2, §3.3). */
export const PAGE = 500;

export const groupPath = (id: string): string => `/groups/${encodeURIComponent(id)}`;

/** @throws ConnectorError */
export const groupById = ({ api }: Session, id: string, call: Call): Promise<Group | null> =>
  api.find({ name: 'read a group', method: 'GET', path: groupPath(id) }, groupSchema, call);

/** @throws ConnectorError */
export const groupAt = ({ api }: Session, names: readonly string[], call: Call): Promise<Group | null> =>
  api.find(
    {
      name: 'look up a group',
      method: 'GET',
      path: `/group-by-path/${names.map((name) => encodeURIComponent(name)).join('/')}`,
    },
    groupSchema,
    call,
  );

/** The children of a group with their attributes. @throws ConnectorError, also when fewer come than the group says it has */
export async function* childrenOf({ api }: Session, parent: Group, call: Call): AsyncGenerator<Group> {
  let read = 0;
  for (;;) {
    const query = { first: read, max: PAGE, briefRepresentation: false };
    const page = await api.read(
      { name: 'read the group tree', method: 'GET', path: `${groupPath(parent.id)}/children`, query },
      groupsSchema,
      call,
    );
    yield* page;
    read += page.length;
    if (page.length === PAGE) continue;
    // Somebody who may only query groups gets an empty list, not a refusal (facts/identity.md §3.1).
    const due = parent.subGroupCount ?? 0;
    if (read < due) throw problem('read the group tree', 'unexpected-answer', `${read} of ${due} groups came`, later);
    return;
  }
}

/** The members of one group, brief. Null: the group is gone. @throws ConnectorError */
export async function* membersOf({ api }: Session, group: string, call: Call): AsyncGenerator<User | null> {
  for (let first = 0; ; first += PAGE) {
    const query = { first, max: PAGE, briefRepresentation: true };
    const page = await api.find(
      { name: 'read the members of a group', method: 'GET', path: `${groupPath(group)}/members`, query },
      usersSchema,
      call,
    );
    if (page === null) {
      yield null;
      return;
    }
    yield* page;
    if (page.length < PAGE) return;
  }
}

/** Which of our keys a group stands for. */
export const keyOf = (group: Group): string | null => group.attributes?.[KEY_ATTRIBUTE]?.[0] ?? null;

const later = { retry: 'backoff' } as const;
