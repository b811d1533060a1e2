import type { Tx } from '@passerelle/store';

/** Name of graphile-worker's schema. */
export const jobSchema = 'graphile_worker';

/**
 * Given to `openStore`: a change to the source of truth and the job that propagates it are committed together. The job is only a wake-up: what is to be
 * planned stands in `change`. No job key: adding one that is running would start a second run and spend the first one's attempts.
 */
export async function wakeEngine({ client }: Tx): Promise<void> {
  await client.query(
    `select ${jobSchema}.add_job('replan', payload := '{}', queue_name := 'replan', max_attempts := 25)`,
  );
}

/** Tells whoever holds a target, in whatever process, that something else is ready there; the payload is the target's id. */
export const targetNews = 'passerelle_target';

/** Wakes the workers for what is ready on a target, now or at an instant. */
export async function wakeTarget(
  client: Pick<Tx['client'], 'query'>,
  target: string,
  at: Date | null = null,
): Promise<void> {
  await client.query(
    `select ${jobSchema}.add_job('apply', payload := $1::json, queue_name := $2, run_at := $3, max_attempts := 25, flags := $4),
            case when $3::timestamptz is null then pg_notify('${targetNews}', $5) end`,
    [JSON.stringify({ target }), `apply:${target}`, at, [`target:${target}`], target],
  );
}
