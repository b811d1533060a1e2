import { ConnectorError } from '@passerelle/connector-kit';
import type { Pool, PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';

export const refusedCredential = (target: Pick<EngineTarget, 'id'>): ConnectorError =>
  new ConnectorError({
    code: 'unauthorized',
    retry: 'never',
    scope: 'target',
    request: target.id,
    detail: 'this credential was refused before and has not changed since',
  });

/**
 * Until a credential has been proven by one answered call, one call is in flight per target over all workers: eleven bad logins would shut everybody
 * out of a Nextcloud. The lock is PostgreSQL's, so it also holds between processes, and ends with the connection.
 */
export class CredentialGate {
  readonly #pool: Pool;
  readonly #target: EngineTarget;
  #proven = false;
  #holder: PoolClient | null = null;
  /** Calls of this process that wait for their turn. */
  #turn: Promise<unknown> = Promise.resolve();
  #endTurn: (() => void) | null = null;

  constructor(pool: Pool, target: EngineTarget) {
    this.#pool = pool;
    this.#target = target;
  }

  /** Lets the caller through: at once when the credential is proven, else one at a time. @throws ConnectorError when it was refused */
  async enter(): Promise<void> {
    if (this.#isProven()) return;
    const before = this.#turn;
    const mine = Promise.withResolvers<undefined>();
    this.#turn = mine.promise;
    await before;
    let isMine = false;
    try {
      isMine = !this.#isProven() && (await this.#takeTurn());
    } finally {
      if (isMine) this.#endTurn = () => mine.resolve(undefined);
      else mine.resolve(undefined);
    }
  }

  #isProven(): boolean {
    return this.#proven;
  }

  /** Takes the lock that all processes share. False: the credential has been proven meanwhile, no turn is needed. */
  async #takeTurn(): Promise<boolean> {
    const client = await this.#pool.connect();
    try {
      await client.query(`select pg_advisory_lock(hashtextextended($1, 2))`, [this.#target.id]);
      const state = await client.query<{ proven: boolean; refused: boolean }>(
        `select credential_proven is not distinct from $2 as proven, credential_refused is not distinct from $2 as refused from target where id = $1`,
        [this.#target.id, this.#target.credentialFingerprint],
      );
      const { proven = false, refused = false } = state.rows[0] ?? {};
      if (refused) throw refusedCredential(this.#target);
      this.#proven = proven;
      if (!proven) {
        this.#holder = client;
        return true;
      }
    } catch (error) {
      await this.#unlock(client);
      throw error;
    }
    await this.#unlock(client);
    return false;
  }

  /** Whoever goes away with the turn in hand gives it back. */
  close(): Promise<void> {
    return this.leave('failed');
  }

  /** Told after each answer. */
  async leave(outcome: 'answered' | 'unauthorized' | 'failed'): Promise<void> {
    if (outcome === 'unauthorized' && this.#proven) {
      // It was good once: back to one at a time until it is proven anew.
      this.#proven = false;
      await this.#pool.query(`update target set credential_proven = null where id = $1`, [this.#target.id]);
    }
    const client = this.#holder;
    if (client === null) return;
    this.#holder = null;
    if (outcome === 'unauthorized') {
      // Never proven, and refused: whoever waits for a turn must not try it again.
      await client.query(`update target set credential_refused = $2 where id = $1`, [
        this.#target.id,
        this.#target.credentialFingerprint,
      ]);
    }
    if (outcome === 'answered') {
      await client.query(`update target set credential_proven = $2 where id = $1`, [
        this.#target.id,
        this.#target.credentialFingerprint,
      ]);
      this.#proven = true;
    }
    await this.#unlock(client);
    this.#endTurn?.();
    this.#endTurn = null;
  }

  async #unlock(client: PoolClient): Promise<void> {
    try {
      await client.query(`select pg_advisory_unlock(hashtextextended($1, 2))`, [this.#target.id]);
      client.release();
    } catch (error) {
      client.release(error instanceof Error ? error : true);
    }
  }
}
