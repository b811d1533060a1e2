import type { Store } from '../database.ts';

/**
 * Takes something that may be used once only. False: it was used before. To be kept until nobody would accept it any more.
 * @param purpose whose values these are: `discourse:forum`
 */
export async function useOnce({ pool }: Store, purpose: string, value: string, until: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into used_once (purpose, value, expires_at) values ($1, $2, $3) on conflict do nothing`,
    [purpose, value, until],
  );
  return rowCount === 1;
}

/** Throws away what has expired: sessions, attempts, used values, the names of guests. */
export async function sweepLogins({ pool }: Store): Promise<void> {
  for (const table of ['login_session', 'login_attempt', 'used_once'])
    await pool.query(`delete from ${table} where expires_at < clock_timestamp()`);
  await pool.query(`delete from guest_visit where asked_at < clock_timestamp() - interval '1 day'`);
}
