import type { HttpResponse } from '@passerelle/connector-kit';
import type { CommunityId } from '@passerelle/model';
import { problem } from '../client/error-of.ts';
import { groupAt, groupPath, keyOf } from '../client/groups.ts';
import { userPath } from '../client/users.ts';
import type { Group } from '../client/schemas.ts';
import { KEY_ATTRIBUTE, ROOT_KEY } from '../config.ts';
import type { Work } from './working.ts';

/**
 * Native id of our top-level group, made at the first need. One of that name that we did not make is left alone: its members are not in our care.
 * @throws ConnectorError `taken`
 */
export async function rootGroup({ session, call }: Pick<Work, 'session' | 'call'>): Promise<string> {
  const { api, config, root } = session;
  return root.get(async () => {
    const name = config.rootGroup;
    const found = await groupAt(session, [name], call);
    if (found !== null) return ours(found, ROOT_KEY).id;
    const request = { name: 'make our top-level group', method: 'POST', path: '/groups' } as const;
    const response = await api.send({ ...request, body: { name, attributes: { [KEY_ATTRIBUTE]: [ROOT_KEY] } } }, call);
    // 409: another worker was faster.
    if (response.status !== 201 && response.status !== 409) throw api.errorOf(response, request);
    return ours(await present(groupAt(session, [name], call), request.name), ROOT_KEY).id;
  });
}

/** Makes an account a member of our top-level group, which is how the accounts in our care are told from others. @throws ConnectorError */
export async function takeIntoCare(work: Work, account: string): Promise<void> {
  const { api } = work.session;
  const request = { name: 'add to our top-level group', method: 'PUT' } as const;
  const path = `${userPath(account)}/groups/${encodeURIComponent(await rootGroup(work))}`;
  const response = await api.send({ ...request, path }, work.call);
  if (response.status === 404) forgetTree(work);
  if (response.status !== 204) throw retried(work, response, request);
}

/** Native id of a community's group below the root, made at the first need. @throws ConnectorError */
export async function parentGroup(work: Work, community: CommunityId): Promise<string> {
  const { session, call } = work;
  const known = session.parents.get(community);
  if (known !== undefined) return known;
  const path = [session.config.rootGroup, community];
  const root = await rootGroup(work);
  let group = await groupAt(session, path, call);
  if (group === null) {
    const request = { name: "make a community's group", method: 'POST', path: `${groupPath(root)}/children` } as const;
    const body = { name: community, attributes: { [KEY_ATTRIBUTE]: [community] } };
    const response = await session.api.send({ ...request, body }, call);
    if (response.status === 404) forgetTree(work);
    if (response.status !== 201 && response.status !== 409) throw retried(work, response, request);
    group = await present(groupAt(session, path, call), request.name);
  }
  session.parents.set(community, group.id);
  return group.id;
}

/** What we remembered of the tree is no longer so: somebody removed a part of it. */
export function forgetTree({ session }: Work): void {
  session.root.forget();
  session.parents.clear();
}

/** A parent that is gone is made again at the next attempt. */
export function retried(work: Work, response: HttpResponse, request: { readonly name: string }) {
  const error = work.session.api.errorOf(response, request);
  if (error.code !== 'not-found' || error.scope === 'target') return error;
  return problem(request.name, 'not-found', error.detail, { retry: 'backoff', status: response.status });
}

function ours(group: Group, key: string): Group {
  if (keyOf(group) === key) return group;
  const detail = `a group "${group.name}" is there that Passerelle did not make: set rootGroup to another name, or give that group the attribute ${KEY_ATTRIBUTE} = ${key}`;
  throw problem('look up our top-level group', 'taken', detail, { scope: 'target' });
}

async function present(found: Promise<Group | null>, request: string): Promise<Group> {
  const group = await found;
  if (group === null) throw problem(request, 'unexpected-answer', 'the group is not there after it was made', later);
  return group;
}
const later = { retry: 'backoff' } as const;
