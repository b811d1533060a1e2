import type { StoredQuery } from '../state.ts';
import {
  invalidParameters,
  json,
  missingParameter,
  notCovered,
  notFound,
  Refusal,
  type Answer,
} from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { knownQuery } from './explorer-queries.ts';

const DEFAULT_LIMIT = 1000;
const LARGEST_LIMIT = 10_000;

const sqlError = (message: string): Refusal => new Refusal(json({ success: false, errors: [message] }, 422));

/** A site without the plugin has no such address at all. */
const whereOn =
  (handle: Endpoint['handle']): Endpoint['handle'] =>
  (call) => {
    if (!call.platform.settings.dataExplorerEnabled) throw notFound();
    return handle(call);
  };

const stored = (call: Call): StoredQuery => {
  const query = call.platform.state.queries.get(Number(call.path('id')));
  if (query === undefined) throw notFound();
  return query;
};

/** `params` is a text that holds JSON. */
const paramsOf = (call: Call): Readonly<Record<string, string>> => {
  const text = call.params.text('params');
  if (text === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) {
      return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
    }
  } catch {
    // Told below, as for anything else that is not an object.
  }
  throw invalidParameters('params');
};

const limitOf = (call: Call): number => {
  const text = call.params.text('limit');
  if (text === undefined) return DEFAULT_LIMIT;
  if (text === 'ALL') return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw invalidParameters('limit');
  return Math.min(Number(text), LARGEST_LIMIT);
};

const run = (call: Call): Answer => {
  const query = stored(call);
  const known = knownQuery(query.sql);
  if (known === undefined) {
    throw sqlError(
      "PG::SyntaxError: ERROR: the sandbox's Discourse has no database; it only knows the documented queries",
    );
  }
  const given = paramsOf(call);
  const wrong = Object.entries(given).find(([name, value]) => isWhole(known.sql, name) && !/^-?\d+$/.test(value));
  if (wrong !== undefined) throw sqlError(`Invalid parameter: ${wrong[0]}`);
  const { columns, rows } = known.run(call.platform, given);
  const shown = rows.slice(0, limitOf(call));
  return json({
    success: true,
    errors: [],
    duration: 1,
    result_count: shown.length,
    params: given,
    columns,
    default_limit: DEFAULT_LIMIT,
    relations: {},
    colrender: {},
    rows: shown,
  });
};

/** Declared in the query's head as a whole number. */
const isWhole = (sql: string, name: string): boolean => sql.includes(`-- int :${name} `);

const answer = ({ id, name, sql }: StoredQuery): object => ({ id, name, sql, description: '' });

const list = (call: Call): Answer =>
  json({ queries: [...call.platform.state.queries.values()].map(({ id, name }) => ({ id, name, description: '' })) });

const create = (call: Call): Answer => {
  const given = call.params.nested('query');
  if (given === undefined) throw missingParameter('query');
  const unknown = given.names().find((name) => !['name', 'sql', 'description'].includes(name));
  if (unknown !== undefined) throw notCovered(`the query setting ${unknown}`);
  const { state } = call.platform;
  const query: StoredQuery = {
    id: state.nextIds.query++,
    name: given.text('name') ?? '',
    sql: given.text('sql') ?? '',
  };
  state.queries.set(query.id, query);
  return json({ query: answer(query) });
};

const BASE = '/admin/plugins/explorer/queries';
const controller = 'discourse_data_explorer/query';

export const explorerEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: BASE, action: `${controller}#index`, for: 'admin', handle: whereOn(list) },
  { method: 'POST', pattern: BASE, action: `${controller}#create`, for: 'admin', handle: whereOn(create) },
  {
    method: 'GET',
    pattern: `${BASE}/:id`,
    action: `${controller}#show`,
    for: 'admin',
    handle: whereOn((call) => json({ query: answer(stored(call)) })),
  },
  { method: 'POST', pattern: `${BASE}/:id/run`, action: `${controller}#run`, for: 'admin', handle: whereOn(run) },
];
