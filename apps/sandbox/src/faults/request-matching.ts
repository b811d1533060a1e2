import type { Occurrence, RequestPattern } from './fault-rule.ts';

export function matchesRequest(
  pattern: RequestPattern,
  request: { readonly method: string; readonly path: string },
): boolean {
  const methods = pattern.method === undefined ? undefined : [pattern.method].flat();
  if (methods !== undefined && !methods.includes(request.method)) return false;
  const { path } = pattern;
  if (path === undefined) return true;
  // A RegExp with the g flag would remember where it stopped; `search` does not.
  return typeof path === 'string' ? globPattern(path).test(request.path) : request.path.search(path) >= 0;
}

export function strikes(on: Occurrence, count: number): boolean {
  if (on === 'each') return true;
  return 'nth' in on ? count === on.nth : count >= on.from;
}

function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}
