import type { Call } from './call.ts';
import type { Reply } from './reply.ts';

export type Handler = (call: Call) => Reply | Promise<Reply>;

/** A route below a realm: `:name` is one segment, `*name` the whole rest of the path. */
export interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly handle: Handler;
}

export interface Found {
  readonly handle: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route that fits; `methods` tells which methods the path knows when none does. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.pattern, path);
    if (params !== undefined) return { handle: route.handle, params };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith('*')) {
      params[part.slice(1)] = given.slice(at).map(decode).join('/');
      return params;
    }
    const segment = given[at];
    if (segment === undefined) return undefined;
    if (part.startsWith(':')) params[part.slice(1)] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return given.length === wanted.length ? params : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
