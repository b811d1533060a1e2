import { ConnectorError, type Call } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { readJson } from './answers.ts';
import { everyone, type Category } from './categories.ts';
import { titled } from './request.ts';

const resultSchema = z.object({
  success: z.literal(true),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.unknown())),
});

/** Runs a saved query and gives its rows by column. A query whose columns are not ours was saved otherwise than documented. */
const run = async <T>(
  session: Session,
  call: Call,
  query: { readonly id: number; readonly name: string; readonly params: Readonly<Record<string, string>> },
  row: z.ZodType<T>,
): Promise<T[]> => {
  const name = `run the query of ${query.name}`;
  const path = `/admin/plugins/explorer/queries/${query.id}/run`;
  const json = { params: JSON.stringify(query.params), limit: 'ALL' };
  const scope = 'discourse_data_explorer:run_queries';
  const { columns, rows } = await readJson(session, call, { name, method: 'POST', path, json, scope }, resultSchema);
  const parsed = z
    .array(row)
    .safeParse(rows.map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index]]))));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map(({ path: [, column] }) => String(column));
  throw new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled(name),
    detail: `query ${query.id} is not the documented one (${places.join(', ')})`,
  });
};

const flag = z
  .union([z.boolean(), z.enum(['t', 'f', 'true', 'false'])])
  .transform((value) => value === true || value === 't' || value === 'true');
const ids = z
  .string()
  .nullable()
  .transform((text) => (text ?? '').split(',').filter((id) => id !== ''));
const number = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(String);

const accountRow = z.object({
  account: number,
  login: z.string(),
  shown: z.string().nullable(),
  address: z.string().nullable(),
  external: z.string().nullable(),
  suspended: flag,
  staff: flag,
  belongs: ids,
});
export type AccountRow = z.infer<typeof accountRow>;

const pageOfRows = 10_000;

/** Every account with its groups: one call per 10,000. `only`: just these, in one call. */
export async function* accountRows(
  session: Session,
  call: Call,
  id: number,
  only: readonly NativeId[] | null = null,
): AsyncGenerator<AccountRow> {
  let after = '0';
  for (;;) {
    const params = { after, most: String(pageOfRows), only: only === null ? 'all' : only.join(',') };
    const rows = await run(session, call, { id, name: 'accounts', params }, accountRow);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageOfRows) return;
    if (Number(last.account) <= Number(after)) throw notOrdered(id);
    after = last.account;
  }
}

const notOrdered = (id: number): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'never',
    scope: 'operation',
    request: titled('run the query of accounts'),
    detail: `query ${id} does not give its rows in the order of their numbers`,
  });

const permission = z.enum(['1', '2', '3']).transform((text) => (text === '1' ? 1 : text === '2' ? 2 : 3));
const categoryRow = z.object({
  category: number,
  shown: z.string(),
  above: number.nullable(),
  restricted: flag,
  permissions: ids.transform((entries) => entries.map((entry) => entry.split(':'))),
  moderators: ids,
});

type Entry = [NativeId, { name: string; permission: 1 | 2 | 3 }];

/** Every category with its permissions in one call. Its entries have no names: they are for reading only. */
export const categoryRows = async (session: Session, call: Call, id: number): Promise<Category[]> => {
  const rows = await run(session, call, { id, name: 'categories', params: {} }, categoryRow);
  return rows.map(({ category, shown, above, restricted, permissions, moderators }) => {
    const told = permissions.map(([group = '', type = '']): Entry => [
      group,
      { name: '', permission: permission.parse(type) },
    ]);
    // As the forum itself tells it: no entry and no restriction is everybody.
    const open: Entry[] = !restricted && told.length === 0 ? [[everyone, { name: 'everyone', permission: 1 }]] : [];
    return {
      native: category,
      name: shown,
      parent: above,
      isRestricted: restricted,
      entries: new Map([...told, ...open]),
      moderators,
    };
  });
};
