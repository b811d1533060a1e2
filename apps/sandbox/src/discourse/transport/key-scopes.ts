import { z } from 'zod';
import type { ApiKey, KeyScope } from '../state.ts';
import type { Params } from './params.ts';
import table from './scope-actions.json' with { type: 'json' };

/** What each scope opens, and by which parameters it can be narrowed (facts §8). Actions in no row need a global key. */
const SCOPES = new Map(
  Object.entries(
    z
      .record(
        z.string(),
        z.object({
          actions: z.array(z.string()),
          params: z.array(z.string()).optional(),
          aliases: z.record(z.string(), z.string()).optional(),
        }),
      )
      .parse(table),
  ),
);

export const READ_ONLY_SCOPE = 'global:read';

const permits = (scope: KeyScope, method: string, action: string, params: Params): boolean => {
  const name = `${scope.resource}:${scope.action}`;
  if (name === READ_ONLY_SCOPE) return method === 'GET';
  const known = SCOPES.get(name);
  if (known === undefined || !known.actions.includes(action)) return false;
  return Object.entries(scope.allowedParameters).every(([parameter, allowed]) => {
    const names = [
      parameter,
      ...Object.entries(known.aliases ?? {}).flatMap(([from, to]) => (to === parameter ? [from] : [])),
    ];
    const given = names.map((each) => params.text(each)).find((each) => each !== undefined);
    return given !== undefined && allowed.includes(given);
  });
};

/** By which parameters a scope can be narrowed. */
export const scopeParameters = ({ resource, action }: KeyScope): readonly string[] =>
  SCOPES.get(`${resource}:${action}`)?.params ?? [];

/** Actions that a valid key may always call, whatever its scopes. */
const ALWAYS = new Set(['session#scopes']);

export const keyPermits = (key: ApiKey, method: string, action: string, params: Params): boolean =>
  key.scopes.length === 0 || ALWAYS.has(action) || key.scopes.some((scope) => permits(scope, method, action, params));

/** `groups:manage_groups`, with `id=41,42` behind a `?` to narrow it. Throws on a scope that doesn't exist. */
export const parseScope = (text: string): KeyScope => {
  const [name = '', query = ''] = text.split('?');
  const [resource = '', action = ''] = name.split(':');
  if (name !== READ_ONLY_SCOPE && !SCOPES.has(name)) throw new Error(`Discourse has no API key scope "${name}"`);
  const allowedParameters = Object.fromEntries(
    [...new URLSearchParams(query)].map(([parameter, values]): [string, string[]] => [parameter, values.split(',')]),
  );
  return { resource, action, allowedParameters };
};
