import type { IncomingHttpHeaders } from 'node:http';
import type { World } from '../world.ts';
import type { Realm } from '../state/realm.ts';
import { notCovered } from './reply.ts';

/** One request, as a handler sees it. */
export interface Call {
  readonly world: World;
  /** The realm of the path. */
  readonly realm: Realm;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** Refuses query parameters that the handler does not know: Keycloak would act on some of them. */
export function onlyQuery(call: Call, known: readonly string[]): void {
  for (const name of call.query.keys()) if (!known.includes(name)) throw notCovered(`the query parameter ${name} here`);
}

export function flag(call: Call, name: string, fallback: boolean): boolean {
  const value = call.query.get(name);
  return value === null ? fallback : value === 'true';
}

export interface Page {
  readonly first: number;
  /** Undefined: no end. */
  readonly max: number | undefined;
}

export function pageOf(call: Call, defaultMax: number | undefined): Page {
  const number = (name: string): number | undefined => {
    const value = call.query.get(name);
    if (value === null || value === '') return undefined;
    if (!/^-?\d+$/.test(value)) throw notCovered(`the value of ${name}`);
    return Number(value) < 0 ? undefined : Number(value);
  };
  return { first: number('first') ?? 0, max: number('max') ?? defaultMax };
}

export function slice<T>(list: readonly T[], page: Page): T[] {
  return list.slice(page.first, page.max === undefined ? undefined : page.first + page.max);
}
