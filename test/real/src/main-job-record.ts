import type pg from 'pg';

/** How many operations wait or are under way without anything that holds them, and how many changes no plan has seen. */
export async function leftToDo(pool: pg.Pool): Promise<{ readonly operations: number; readonly changes: number }> {
  const { rows } = await pool.query<{ operations: number; changes: number }>(
    `select (select count(*)::int from operation o join plan p on p.id = o.plan
              where p.state in ('ready', 'applying') and o.state in ('planned', 'running') and o.hold is null) as operations,
            (select count(*)::int from change where plan is null) as changes`,
  );
  return rows[0] ?? { operations: -1, changes: -1 };
}

/** Operations that do not have exactly one final audit record, which tells how they ended; with what they are. */
export async function badlyRecorded(pool: pg.Pool): Promise<readonly object[]> {
  const { rows } = await pool.query<object>(
    `select o.target, o.kind || '.' || o.verb as what, o.state, o.error,
            (select coalesce(json_agg(a.action order by a.action), '[]') from audit a where a.operation = o.id) as told
       from operation o
      where o.state in ('planned', 'running', 'failed')
         or 1 <> (select count(*) from audit a where a.operation = o.id and a.action = 'operation.' || o.state)
         or 1 <> (select count(*) from audit a where a.operation = o.id)`,
  );
  return rows;
}

/** How many operations of a platform ended well. */
export async function doneOn(pool: pg.Pool, target: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from operation where target = $1 and state in ('applied', 'already')`,
    [target],
  );
  return rows[0]?.n ?? 0;
}

/** Passerelle's own id of the person whom a directory or a spreadsheet knows by that login or address. */
export async function personOf(
  pool: pg.Pool,
  who: { readonly login?: string; readonly email?: string },
): Promise<string> {
  const { rows } = await pool.query<{ person: string }>(
    who.login === undefined
      ? `select person from person_name where email_folded = lower($1)`
      : `select person from person_record where login = $1 and gone_at is null`,
    [who.login ?? who.email],
  );
  const [row, other] = rows;
  if (row === undefined || other !== undefined) throw new Error(`${rows.length} people are ${who.login ?? who.email}`);
  return row.person;
}

/** Accounts of a platform that are linked to a person. */
export async function accountsOn(pool: pg.Pool, target: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ native: string }>(`select native from link where target = $1`, [target]);
  return rows.map(({ native }) => native);
}
