import { newId } from '../ids.ts';
import type { Store } from '../database.ts';
import type { Tx } from '../transaction.ts';

type Db = Pick<Tx, 'db'> | Pick<Store, 'db'>;

export interface Notice {
  readonly id: string;
  readonly at: Date;
  readonly severity: string;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly subject: string;
}

/** Tells somebody something, once while it lasts: true when it is new, false when the same (code and subject) is open already. */
export async function raiseNotice(
  { db }: Db,
  notice: {
    readonly code: string;
    readonly severity: 'info' | 'warning' | 'error';
    readonly subject?: string;
    readonly params?: Readonly<Record<string, unknown>>;
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('notice')
    .values({
      id: newId(),
      code: notice.code,
      severity: notice.severity,
      subject: notice.subject ?? '',
      params: JSON.stringify(notice.params ?? {}),
    })
    .onConflict((conflict) => conflict.columns(['code', 'subject']).where('resolved_at', 'is', null).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** It is over. True when it was open. */
export async function resolveNotice({ db }: Db, code: string, subject = ''): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('notice')
    .set({ resolved_at: new Date() })
    .where('code', '=', code)
    .where('subject', '=', subject)
    .where('resolved_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** What is open, oldest first. */
export async function openNotices({ db }: Db): Promise<readonly Notice[]> {
  return db
    .selectFrom('notice')
    .select(['id', 'at', 'severity', 'code', 'params', 'subject'])
    .where('resolved_at', 'is', null)
    .orderBy('at')
    .execute();
}
