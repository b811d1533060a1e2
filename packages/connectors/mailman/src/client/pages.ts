import { ConnectorError, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { readOrNull, titled, type MailmanRequest } from './request.ts';

/** Measured best: a page of 200 takes a quarter of a second, a roster as a whole grows with its square (facts, identity.md §5). */
const size = 200;

const unsteady = (name: string): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled(name),
    detail: 'it changed again and again while it was read',
  });

/** All pages of one pass; null: absent; `changed`: its size was another one on a later page, so that somebody may have slipped between two pages. */
const readOnce = async <T>(
  session: Session,
  call: Call,
  request: MailmanRequest,
  entry: z.ZodType<T>,
): Promise<readonly T[] | null | 'changed'> => {
  // An empty page has no `entries` (facts §5).
  const schema = z.object({ total_size: z.int(), entries: z.array(entry).optional() });
  const found: T[] = [];
  let total: number | null = null;
  for (let page = 1; ; page += 1) {
    const query = [...(request.query ?? []), ['count', size], ['page', page]] as const;
    const answer = await readOrNull(session, call, { ...request, query }, schema);
    if (answer === null) return null;
    if (total !== null && answer.total_size !== total) return 'changed';
    total = answer.total_size;
    found.push(...(answer.entries ?? []));
    if (page * size >= total) return found.length === total ? found : 'changed';
  }
};

/** A whole collection, page by page. Null: what it belongs to is not there. */
export const readAll = async <T>(
  session: Session,
  call: Call,
  request: MailmanRequest,
  entry: z.ZodType<T>,
): Promise<readonly T[] | null> => {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const found = await readOnce(session, call, request, entry);
    if (found !== 'changed') return found;
  }
  throw unsteady(request.name);
};
