import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { ConnectorError } from '@passerelle/connector-kit';
import type { Pool } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ObservedRow } from './rows.ts';

interface Observation {
  readonly target: string;
  readonly observation: string;
  readonly rows: AsyncIterable<ObservedRow>;
  /** Filled while the rows are read. */
  readonly complete: readonly string[];
  readonly partial: readonly { readonly container: string; readonly error: ConnectorError }[];
}

/** From so many changed rows on, what PostgreSQL knows of the table's contents is too old to plan a join with. */
const manyRows = 1_000;

/** COPY's text format: these four characters are escaped, nothing else (PostgreSQL manual, COPY, "Text Format"). */
const escape = (text: string): string =>
  text.replace(/[\\\n\r\t]/g, (c) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c] ?? c);

async function* lines(rows: AsyncIterable<ObservedRow>): AsyncGenerator<string> {
  let chunk = '';
  for await (const { kind, a, b, data } of rows) {
    chunk += `${kind}\t${escape(a)}\t${escape(b)}\t${escape(JSON.stringify(data))}\n`;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/**
 * The rows go into a temporary table by COPY, and the difference into `observed`: a pass that finds nothing new writes nothing.
 * A row disappears only if its container was read completely. A row that our own operations wrote while this reading ran is newer than the reading: it stays.
 */
export async function mergeObservation(
  pool: Pool,
  { target, observation, rows, complete, partial }: Observation,
): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query(
      `create temporary table seen (kind text, a text collate "C", b text collate "C", data jsonb) on commit drop`,
    );
    await pipeline(Readable.from(lines(rows)), client.query(copyFrom(`copy seen (kind, a, b, data) from stdin`)));
    await client.query(`create temporary table whole on commit drop as select unnest($1::text[]) as container`, [
      complete,
    ]);
    await client.query('analyze seen');
    const params = [target, observation];
    // One join tells what is new, what differs and what was not seen any more: of what is there already and the same, which is nearly everything, nothing is left.
    await client.query(
      `create temporary table differs on commit drop as
       select coalesce(s.kind, o.kind) as kind, coalesce(s.a, o.a) as a, coalesce(s.b, o.b) as b, s.data, s.kind is null as missing
         from seen s
         full join (select kind, a, b, data from observed where target = $1 and observation < $2::bigint) o
           on o.kind = s.kind and o.a = s.a and o.b = s.b
        where s.kind is null or o.kind is null or o.data is distinct from s.data`,
      params,
    );
    const written = await client.query(
      `insert into observed (target, kind, a, b, data, observation)
       select distinct on (kind, a, b) $1, kind, a, b, data, $2::bigint from differs where not missing
       on conflict (target, kind, a, b) do update set data = excluded.data, observation = excluded.observation
        where observed.data is distinct from excluded.data and observed.observation < excluded.observation`,
      params,
    );
    const gone = await client.query(
      `delete from observed o using differs d
        where d.missing and o.target = $1 and o.kind = d.kind and o.a = d.a and o.b = d.b and o.observation < $2::bigint
          and exists (
            select from whole w
             where w.container = case o.kind
               when 'account' then 'accounts'
               when 'group' then 'groups'
               when 'membership' then 'members:' || o.a
               when 'space' then 'spaces:' || o.b
               when 'entry' then 'entries:' || o.a
               else 'grants:' || o.a end)`,
      params,
    );
    await client.query(
      `insert into observed_container (target, container, state, error, observation)
       select $1, container, 'complete', null, $2::bigint from whole
       on conflict (target, container) do update set state = 'complete', error = null, observation = excluded.observation, at = excluded.at`,
      params,
    );
    await client.query(
      `insert into observed_container (target, container, state, error, observation)
       select $1, c->>'container', 'partial', c->'error', $2::bigint from jsonb_array_elements($3::jsonb) c
       on conflict (target, container) do update set state = 'partial', error = excluded.error, observation = excluded.observation, at = excluded.at`,
      [
        ...params,
        JSON.stringify(
          partial.map((part) => ({
            container: part.container,
            error: { code: part.error.code, detail: part.error.detail },
          })),
        ),
      ],
    );
    await client.query('commit');
    // Autovacuum looks once a minute. A plan that is made before it does would take a full table for an almost empty one, and compare everybody with everybody.
    if ((written.rowCount ?? 0) + (gone.rowCount ?? 0) >= manyRows) await client.query('analyze observed');
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release(broken !== undefined && !('code' in broken) ? broken : undefined);
  }
}
