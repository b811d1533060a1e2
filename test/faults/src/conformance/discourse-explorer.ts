import type { HttpExchange } from '../../../../apps/sandbox/src/http-exchange.ts';
import type { DiscourseState } from '../../../../apps/sandbox/src/discourse/index.ts';

/**
 * The connector's two saved queries as a database would answer them, on a stand-in that has none. Numbers 901 and 902; everything else is the stand-in's.
 */
export const explorerOn = async (
  stateOf: () => DiscourseState,
  exchange: HttpExchange,
  next: () => Promise<void>,
): Promise<void> => {
  const id = /^\/admin\/plugins\/explorer\/queries\/(901|902)\/run/.exec(exchange.req.url ?? '')?.[1];
  if (id === undefined) return next();
  const given: unknown = JSON.parse(exchange.body.toString('utf8'));
  const params: unknown = JSON.parse(String(Reflect.get(Object(given), 'params')));
  const param = (name: string): string => String(Reflect.get(Object(params), name));
  const { columns, rows } = id === '901' ? accounts(stateOf(), param) : categories(stateOf());
  const body = { success: true, errors: [], columns, rows, result_count: rows.length };
  exchange.response = {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(body), 'utf8'),
  };
};

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const accounts = (state: DiscourseState, param: (name: string) => string): Table => {
  const only = param('only') === 'all' ? null : new Set(param('only').split(',').map(Number));
  const after = Number(param('after'));
  const users = [...state.users.values()]
    .filter(({ id }) => id > Math.max(0, after) && (only?.has(id) ?? true))
    .sort((a, b) => a.id - b.id)
    .slice(0, Number(param('most')));
  const belongs = (id: number): string =>
    [...state.groups.values()].flatMap((group) => (group.members.has(id) ? [group.id] : [])).join(',');
  return {
    columns: ['account', 'login', 'shown', 'address', 'external', 'suspended', 'staff', 'belongs'],
    rows: users.map((user) => [
      user.id,
      user.username,
      user.name,
      user.email,
      user.sso?.externalId ?? null,
      user.suspension !== null && user.suspension.until > Date.now(),
      user.admin || user.moderator,
      belongs(user.id),
    ]),
  };
};

const categories = (state: DiscourseState): Table => ({
  columns: ['category', 'shown', 'above', 'restricted', 'permissions', 'moderators'],
  rows: [...state.categories.values()].map((category) => [
    category.id,
    category.name,
    category.parentId,
    category.permissions.size > 0,
    [...category.permissions].map(([group, type]) => `${group}:${type}`).join(','),
    category.moderatingGroupIds.join(','),
  ]),
});
