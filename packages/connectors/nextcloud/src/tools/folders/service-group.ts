import { ConnectorError } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { createGroup } from '../../client/groups.ts';
import { addMember } from '../../client/memberships.ts';
import { isSuccess, refusal } from '../../client/ocs.ts';
import { titled } from '../../client/request.ts';
import { readSelf } from '../../client/system.ts';
import { adminGroup, protectedError } from '../../protection.ts';
import type { Work } from '../../apply/working.ts';

const request = 'join own group';
const exists = 102;

/** The group that the service account enters a team folder with. */
export const serviceGroupOf = (config: { readonly serviceGroup?: NativeId | undefined }): NativeId =>
  config.serviceGroup ?? 'passerelle-service';

/**
 * Sees to it that the service account is in its group. Nobody sees a team folder but through a group of it, administrators neither (facts §3), and what a
 * folder begins with has to be written by somebody.
 */
export const enterServiceGroup = ({ session, call }: Work): Promise<NativeId> =>
  session.serviceGroup.get(async () => {
    const group = serviceGroupOf(session.config);
    if (group === adminGroup) throw protectedError(titled(request), group, 'the group of the administrators');
    const { user } = session.config.credentials;
    if ((await readSelf(session, call)).groups?.includes(group) === true) return group;
    const made = await createGroup(session, call, group, group);
    if (!isSuccess(made) && made.code !== exists) throw refusal(session, made, 'create own group');
    if ((await addMember(session, call, user, group)) === 'done') return group;
    const detail = `the service account could not enter its group ${group}`;
    throw new ConnectorError({
      code: 'rejected',
      retry: 'backoff',
      scope: 'operation',
      request: titled(request),
      detail,
    });
  });
