import { expectShape, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { isMissing, isSuccess, ocs, ocsData, refusal } from './ocs.ts';
import { titled } from './request.ts';

const numeric = z.union([z.number(), z.string()]).transform(Number);
const shareSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  share_type: z.number(),
  share_with: z.string().nullish(),
  permissions: numeric,
  path: z.string(),
  file_source: numeric,
});
/** A folder of the service account shared with a group. */
export interface GroupShare {
  readonly id: string;
  readonly group: string;
  readonly permissions: number;
  readonly path: string;
  readonly fileId: number;
}
const base = '/apps/files_sharing/api/v1/shares';
const groupType = 1;
const toGroupShare = (share: z.infer<typeof shareSchema>): GroupShare | null =>
  share.share_type !== groupType || share.share_with === null || share.share_with === undefined
    ? null
    : {
        id: share.id,
        group: share.share_with,
        permissions: share.permissions,
        path: share.path,
        fileId: share.file_source,
      };

/** Group shares that the service account has given: of one path, or all. */
export const readShares = async (session: Session, call: Call, path?: string): Promise<GroupShare[]> => {
  const query: Record<string, string> = path === undefined ? {} : { path, reshares: 'true' };
  const shares = await ocsData(
    session,
    call,
    { name: 'list shares', method: 'GET', path: base, query },
    z.array(shareSchema),
  );
  return shares.flatMap((share) => toGroupShare(share) ?? []);
};

/** Repeating gives the same share. 20 calls in 10 minutes. Null: no such group or path. */
export const createShare = async (
  session: Session,
  call: Call,
  share: { readonly path: string; readonly group: string; readonly permissions: number },
): Promise<GroupShare | null> => {
  const name = 'share folder';
  const json = { path: share.path, shareType: groupType, shareWith: share.group, permissions: share.permissions };
  const answer = await ocs(session, call, { name, method: 'POST', path: base, json, bucket: 'shares' });
  if (isMissing(answer)) return null;
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  return toGroupShare(expectShape(answer.data, answer.response, titled(name), shareSchema));
};

export const editShare = async (session: Session, call: Call, id: string, permissions: number): Promise<void> => {
  const name = 'change share';
  const path = `${base}/${encodeURIComponent(id)}`;
  const answer = await ocs(session, call, { name, method: 'PUT', path, json: { permissions } });
  if (!isSuccess(answer)) throw refusal(session, answer, name);
};

/** A share that is gone is what was wanted. */
export const removeShare = async (session: Session, call: Call, id: string): Promise<void> => {
  const name = 'end share';
  const answer = await ocs(session, call, { name, method: 'DELETE', path: `${base}/${encodeURIComponent(id)}` });
  if (!isSuccess(answer) && !isMissing(answer)) throw refusal(session, answer, name);
};
