import { createHmac } from 'node:crypto';
import type { Call, HttpResponse } from '@passerelle/connector-kit';
import type { PersonId } from '@passerelle/model';
import type { Session } from '../session.ts';
import { sendRequest } from './request.ts';

export interface SyncPayload {
  readonly external_id: PersonId;
  readonly email?: string;
  readonly name?: string;
  readonly username?: string;
  readonly locale?: string;
  /** Names of groups, never `groups`: that would take people out of the forum's own (facts §2). */
  readonly add_groups?: string;
  /** True: never finds somebody else's account by its address, and leaves the account asleep until a login. */
  readonly require_activation: boolean;
}

/**
 * A signed DiscourseConnect payload. `URLSearchParams` encodes `~` and `>`, without which base64 of ASCII never holds a `+`; one would be read as a
 * space there and break the signature (facts §2).
 */
export const signedPayload = (secret: string, payload: SyncPayload): { readonly sso: string; readonly sig: string } => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(payload)) if (value !== undefined) query.set(key, String(value));
  query.set('suppress_welcome_message', 'true');
  const sso = Buffer.from(query.toString(), 'utf8').toString('base64');
  return { sso, sig: createHmac('sha256', secret).update(sso).digest('hex') };
};

/** The caller judges: 200 with the account, 404 without a body where DiscourseConnect is off, 403 and 422 with words. */
export const syncUser = (session: Session, call: Call, secret: string, payload: SyncPayload): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: 'sync user',
    method: 'POST',
    path: '/admin/users/sync_sso.json',
    json: signedPayload(secret, payload),
    scope: 'users:sync_sso',
  });
