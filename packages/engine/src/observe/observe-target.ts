import type { Call, ConnectorError, Scope } from '@passerelle/connector-kit';
import { isConnectorError } from '@passerelle/connector-kit';
import type { Tool } from '@passerelle/model';
import { directoriesOf, type Engine, type EngineTarget } from '../setup.ts';
import { mergeObservation } from './merge-observation.ts';
import { containerName, rowOf, type ObservedRow } from './rows.ts';

export interface ObservationResult {
  readonly id: string;
  readonly state: 'complete' | 'partial' | 'failed';
  /** Containers that could not be read, with the reason. */
  readonly partial: readonly { readonly container: string; readonly error: ConnectorError }[];
  readonly resources: number;
  readonly error: ConnectorError | null;
}

/** What our own records say must be read on a target in a full pass. */
async function fullScope(engine: Engine, target: EngineTarget): Promise<Scope> {
  const { pool } = engine.store;
  const objects = await pool.query<{ kind: string; key: string; native: string; label: string }>(
    `select kind, key, native, label from native_object where target = $1 and state = 'live' and native is not null order by native`,
    [target.id],
  );
  const awaited = await pool.query<{ login: string | null; external_id: string }>(
    `select r.login, r.external_id
       from person p
       join lateral (select login, external_id from person_record where person = p.id and gone_at is null and source = any($3) order by source limit 1) r on true
      where $2 and p.state = 'active'
        and exists (select from membership m where m.person = p.id and m.recorded_until = 'infinity')
        and not exists (select from link l where l.target = $1 and l.person = p.id and l.state = 'live')`,
    [target.id, target.accountMode.directory === 'await', directoriesOf(engine)],
  );
  return {
    extent: 'full',
    groups: objects.rows.filter((row) => row.kind === 'group').map((row) => row.native),
    spaces: objects.rows
      .filter((row) => row.kind === 'space')
      .map((row) => ({ tool: row.key.split('/')[1] as Tool, native: row.native, label: row.label })),
    awaited: awaited.rows.map((row) => ({ login: row.login, anchor: row.external_id })),
  };
}

/**
 * Reads everything of a target into `observed`. A container that breaks off keeps what was known of it and is marked partial: nothing is removed in it.
 * A target that cannot be read at all answers `failed`; the others go on.
 */
export async function observeTarget(engine: Engine, target: EngineTarget, call: Call): Promise<ObservationResult> {
  const { pool } = engine.store;
  const begun = await pool.query<{ id: string }>(
    `insert into observation (target, extent) values ($1, 'full') returning id::text as id`,
    [target.id],
  );
  const id = begun.rows[0]?.id ?? '';
  const partial: { container: string; error: ConnectorError }[] = [];
  const complete: string[] = [];
  let resources = 0;

  async function* rows(): AsyncGenerator<ObservedRow> {
    const scope = await fullScope(engine, target);
    for await (const event of target.target.observe(scope, call)) {
      if (event.kind === 'container') {
        const name = containerName(event.container);
        if (event.state === 'complete') complete.push(name);
        else partial.push({ container: name, error: event.error });
        continue;
      }
      resources += 1;
      yield rowOf(event);
    }
  }

  let error: ConnectorError | null = null;
  try {
    await mergeObservation(pool, { target: target.id, observation: id, rows: rows(), complete, partial });
  } catch (caught) {
    if (!isConnectorError(caught)) throw caught;
    error = caught;
  }
  const state = error !== null ? 'failed' : partial.length > 0 ? 'partial' : 'complete';
  await pool.query(`update observation set ended_at = clock_timestamp(), state = $2, counts = $3 where id = $1`, [
    id,
    state,
    JSON.stringify({ resources, partial: partial.length }),
  ]);
  return { id, state, partial, resources, error };
}
