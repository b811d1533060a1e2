import type { BatchWork } from '@passerelle/connector-kit';
import type { GroupKey, PersonId } from '@passerelle/model';
import type { Session } from '../session.ts';
import { problem } from '../client/error-of.ts';

/** What an operation came to; its id is added by whoever runs the batch. */
export type Result =
  | { readonly result: 'applied' | 'already'; readonly native?: string; readonly anchor?: string }
  | { readonly result: 'superseded'; readonly why: string };

/** One batch under way. Things made by its first operations are known to the later ones. */
export type Work = BatchWork<Session>;

/** @throws ConnectorError `awaiting` when the person has no account here yet */
export function accountOf({ accounts }: Work, person: PersonId): string {
  const native = accounts.get(person);
  if (native !== undefined) return native;
  throw problem('find the account', 'awaiting', 'the person has no account here yet', { retry: 'backoff' });
}

/** @throws ConnectorError `not-found` when the group was never made */
export function groupOf({ groups }: Work, key: GroupKey): string {
  const native = groups.get(key);
  if (native !== undefined) return native;
  throw problem('find the group', 'not-found', `${key} is not there yet`, { retry: 'backoff' });
}
