import type { Call } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { readAll } from './pages.ts';
import { encoded, write } from './request.ts';

/** Somebody asked to join by mail, and it waits: while it does, nobody can be subscribed under that address (409, facts §5). */
export const discardRequests = async (
  session: Session,
  call: Call,
  list: NativeId,
  emails: readonly string[],
): Promise<number> => {
  const path = `/lists/${encoded(list)}/requests`;
  const schema = z.object({ token: z.string(), email: z.string() });
  const waiting = (await readAll(session, call, { name: 'read requests', method: 'GET', path }, schema)) ?? [];
  const theirs = waiting.filter(({ email }) => emails.includes(email.toLowerCase()));
  for (const { token } of theirs) {
    const one = `${path}/${encoded(token)}`;
    await write(session, call, { name: 'discard request', method: 'POST', path: one, json: { action: 'discard' } });
  }
  return theirs.length;
};
