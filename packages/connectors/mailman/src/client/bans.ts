import type { Call } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { readAll } from './pages.ts';
import { encoded, write } from './request.ts';

/** Addresses that were banned from a list one by one; patterns are a moderator's own affair. */
export const readBans = async (session: Session, call: Call, list: NativeId): Promise<ReadonlySet<string>> => {
  const request = { name: 'read bans', method: 'GET', path: `/lists/${encoded(list)}/bans` } as const;
  const bans = (await readAll(session, call, request, z.object({ email: z.string() }))) ?? [];
  return new Set(bans.map(({ email }) => email.toLowerCase()));
};
export const liftBan = (session: Session, call: Call, list: NativeId, email: string): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'lift ban',
    method: 'DELETE',
    path: `/lists/${encoded(list)}/bans/${encoded(email)}`,
  });
