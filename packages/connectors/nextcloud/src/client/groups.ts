import { expectShape, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { isMissing, isSuccess, ocs, ocsData, refusal, type OcsAnswer } from './ocs.ts';
import { titled } from './request.ts';

const detailsSchema = z.object({
  groups: z.array(
    // Back ends that cannot count say `false`.
    z.object({
      id: z.string(),
      displayname: z.string().nullish(),
      usercount: z.union([z.int(), z.boolean()]).nullish(),
    }),
  ),
});
export interface Group {
  readonly id: string;
  readonly label: string;
  /** Members, disabled ones included; null where no number is told. */
  readonly count: number | null;
}
const membersSchema = z.object({ users: z.array(z.string()) });
const path = (gid: string): string => `/cloud/groups/${encodeURIComponent(gid)}`;

/** A page of groups with their labels. `search` matches any part of id or label. */
export const readGroups = async (
  session: Session,
  call: Call,
  limit: number,
  offset: number,
  search = '',
): Promise<Group[]> => {
  const query = search === '' ? { limit, offset } : { limit, offset, search };
  const request = { name: 'list groups', method: 'GET', path: '/cloud/groups/details', query } as const;
  const { groups } = await ocsData(session, call, request, detailsSchema);
  return groups.map(({ id, displayname, usercount }) => ({
    id,
    label: displayname ?? id,
    count: typeof usercount === 'number' ? usercount : null,
  }));
};

/** Ids of all members, disabled ones included. Null when there is no such group. */
export const readMembers = async (session: Session, call: Call, gid: string): Promise<string[] | null> => {
  const name = 'list group members';
  const answer = await ocs(session, call, { name, method: 'GET', path: `${path(gid)}/users` });
  if (isMissing(answer)) return null;
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  return expectShape(answer.data, answer.response, titled(name), membersSchema).users;
};

/** 102: exists. The caller judges. */
export const createGroup = (session: Session, call: Call, gid: string, label: string): Promise<OcsAnswer> =>
  ocs(session, call, {
    name: 'create group',
    method: 'POST',
    path: '/cloud/groups',
    json: { groupid: gid, displayname: label },
  });

export const relabelGroup = async (
  session: Session,
  call: Call,
  gid: string,
  label: string,
): Promise<'done' | 'missing'> => {
  const name = 'change group label';
  const answer = await ocs(session, call, {
    name,
    method: 'PUT',
    path: path(gid),
    json: { key: 'displayname', value: label },
  });
  if (isSuccess(answer)) return 'done';
  if (isMissing(answer)) return 'missing';
  throw refusal(session, answer, name);
};
