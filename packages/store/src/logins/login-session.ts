import type { PersonId } from '@passerelle/model';
import type { Store } from '../database.ts';
import { digestOf } from './digest-of.ts';

/** Somebody who has logged in, in one browser. */
export interface LoginSession {
  readonly person: PersonId;
  readonly issuer: string;
  readonly subject: string;
  readonly sid: string | null;
  /** The login service's tokens, sealed with a key that the cookie holds. */
  readonly sealed: Buffer;
  readonly createdAt: Date;
  readonly confirmedAt: Date;
  readonly expiresAt: Date;
}

export type NewLoginSession = Omit<LoginSession, 'createdAt' | 'confirmedAt'>;

/** @param secret 256 random bits that only the browser's cookie holds */
export async function openLoginSession({ pool }: Store, secret: string, session: NewLoginSession): Promise<void> {
  const { person, issuer, subject, sid, sealed, expiresAt } = session;
  await pool.query(
    `insert into login_session (id, person, issuer, subject, sid, sealed, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [digestOf(secret), person, issuer, subject, sid, sealed, expiresAt],
  );
}

/** The session of a cookie, if it is still open and its person may still come in. Says that it was used. */
export async function findLoginSession({ pool }: Store, secret: string): Promise<LoginSession | null> {
  const { rows } = await pool.query<{
    person: PersonId;
    issuer: string;
    subject: string;
    sid: string | null;
    sealed: Buffer;
    created_at: Date;
    confirmed_at: Date;
    expires_at: Date;
  }>(
    `update login_session s set seen_at = clock_timestamp()
       from person p
      where s.id = $1 and s.expires_at > clock_timestamp() and p.id = s.person and p.state = 'active'
      returning s.*`,
    [digestOf(secret)],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { person, issuer, subject, sid, sealed } = row;
  return {
    person,
    issuer,
    subject,
    sid,
    sealed,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
    expiresAt: row.expires_at,
  };
}

/** The login service has said again that the login holds. */
export async function confirmLoginSession({ pool }: Store, secret: string, sealed: Buffer): Promise<void> {
  await pool.query(`update login_session set confirmed_at = clock_timestamp(), sealed = $2 where id = $1`, [
    digestOf(secret),
    sealed,
  ]);
}

export async function endLoginSession({ pool }: Store, secret: string): Promise<void> {
  await pool.query(`delete from login_session where id = $1`, [digestOf(secret)]);
}

/** Sessions that the login service has ended: one of them, or all of an account. @returns how many were open */
export async function endLoginSessions(
  { pool }: Store,
  issuer: string,
  which: { readonly sid: string } | { readonly subject: string },
): Promise<number> {
  const [column, value] = 'sid' in which ? ['sid', which.sid] : ['subject', which.subject];
  const { rowCount } = await pool.query(`delete from login_session where issuer = $1 and ${column} = $2`, [
    issuer,
    value,
  ]);
  return rowCount ?? 0;
}
