import type { ConnectorError } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import { wakeTarget } from '../work/wake.ts';
import { pauseAfter } from './pause.ts';

/** A target in trouble is left alone for a while; the others go on. A refused credential waits until it has been changed or a person says so. */
export async function quarantine(engine: Engine, target: EngineTarget, error: ConnectorError): Promise<void> {
  const { pool } = engine.store;
  const reason = JSON.stringify({
    code: error.code,
    request: error.request,
    detail: error.detail,
    status: error.status,
  });
  if (error.code === 'unauthorized') {
    await pool.query(
      `update target set credential_refused = $2, credential_proven = null, quarantined_until = 'infinity', quarantine_reason = $3, quarantine_count = quarantine_count + 1
        where id = $1`,
      [target.id, target.credentialFingerprint, reason],
    );
  } else if (error.code !== 'aborted') {
    const { rows } = await pool.query<{ count: number }>(
      `update target set quarantine_count = quarantine_count + 1, quarantine_reason = $2 where id = $1 returning quarantine_count as count`,
      [target.id, reason],
    );
    const until =
      typeof error.retry === 'object'
        ? error.retry.at
        : engine.now() + pauseAfter(rows[0]?.count ?? 1, engine.settings, engine.random);
    await pool.query(`update target set quarantined_until = $2 where id = $1`, [target.id, new Date(until)]);
  } else return;
  await pool.query(`insert into audit (actor, action, target, data) values ('engine', 'target.quarantined', $1, $2)`, [
    target.id,
    reason,
  ]);
  engine.logger.warn({ target: target.id, code: error.code, request: error.request }, 'target quarantined');
}

/** After calls that went well again. */
export async function liftQuarantine(engine: Engine, target: EngineTarget): Promise<void> {
  await engine.store.pool.query(
    `update target set quarantine_count = 0, quarantined_until = null, quarantine_reason = null where id = $1 and quarantine_count > 0`,
    [target.id],
  );
}

/** After a reading that went to its end: what waited for the platform, or for another credential, goes on by itself. */
export async function reopenTarget(engine: Engine, { id }: EngineTarget): Promise<void> {
  await engine.store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(
      `update target set quarantine_count = 0, quarantined_until = null, quarantine_reason = null where id = $1 and quarantine_reason is not null`,
      [id],
    );
    if (rowCount !== 1) return;
    await client.query(
      `update operation o set not_before = null from plan p where p.id = o.plan and p.state = 'applying' and o.target = $1 and o.state = 'planned'`,
      [id],
    );
    await wakeTarget(client, id);
  });
}

export type Standing =
  | { readonly may: 'write' }
  | { readonly may: 'read'; readonly why: 'observe-only' | 'restored-from-backup' }
  | {
      readonly may: 'nothing';
      readonly why: 'paused' | 'quarantined' | 'everything-paused';
      readonly until: number | null;
    };

/** What may be done on a target now. */
export async function standingOfTarget(engine: Engine, target: EngineTarget): Promise<Standing> {
  const { rows } = await engine.store.pool.query<{
    mode: string;
    quarantined_until: Date | number | null;
    restored_from_backup: boolean;
    refused: string | null;
    paused_all: boolean | null;
    observe_all: boolean | null;
  }>(
    `select t.mode, t.quarantined_until, t.restored_from_backup, t.credential_refused as refused,
            (i.settings->>'paused')::boolean as paused_all, (i.settings->>'observeOnly')::boolean as observe_all
       from target t left join instance i on true where t.id = $1`,
    [target.id],
  );
  const row = rows[0];
  if (row === undefined) return { may: 'nothing', why: 'paused', until: null };
  if (row.paused_all === true) return { may: 'nothing', why: 'everything-paused', until: null };
  if (row.mode === 'paused') return { may: 'nothing', why: 'paused', until: null };
  const until = row.quarantined_until === null ? null : Number(row.quarantined_until);
  const changedCredential = until === Infinity && row.refused !== target.credentialFingerprint;
  if (until !== null && until > engine.now() && !changedCredential) {
    return { may: 'nothing', why: 'quarantined', until: until === Infinity ? null : until };
  }
  if (row.restored_from_backup) return { may: 'read', why: 'restored-from-backup' };
  if (row.mode === 'observe-only' || row.observe_all === true) return { may: 'read', why: 'observe-only' };
  return { may: 'write' };
}
