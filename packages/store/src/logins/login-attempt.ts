import type { Store } from '../database.ts';
import { digestOf } from './digest-of.ts';

/** A login that was begun here, and is to come back from the login service. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's code verifier. */
  readonly verifier: string;
  /** The path to go on to. */
  readonly returnTo: string;
}

export async function keepLoginAttempt(
  { pool }: Store,
  secret: string,
  { state, nonce, verifier, returnTo }: LoginAttempt,
  expiresAt: Date,
): Promise<void> {
  await pool.query(
    `insert into login_attempt (id, state, nonce, verifier, return_to, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [digestOf(secret), state, nonce, verifier, returnTo, expiresAt],
  );
}

/** The attempt of a cookie, once: whoever comes a second time finds nothing. */
export async function takeLoginAttempt({ pool }: Store, secret: string): Promise<LoginAttempt | null> {
  const { rows } = await pool.query<{
    state: string;
    nonce: string;
    verifier: string;
    return_to: string;
    open: boolean;
  }>(
    `delete from login_attempt where id = $1 returning state, nonce, verifier, return_to, expires_at > clock_timestamp() as open`,
    [digestOf(secret)],
  );
  const [row] = rows;
  if (row?.open !== true) return null;
  return { state: row.state, nonce: row.nonce, verifier: row.verifier, returnTo: row.return_to };
}
