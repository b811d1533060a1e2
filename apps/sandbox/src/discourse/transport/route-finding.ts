import type { Endpoint } from './endpoint.ts';

export interface FoundEndpoint {
  readonly endpoint: Endpoint;
  readonly path: Readonly<Record<string, string>>;
}

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

const match = (pattern: string, path: string): Record<string, string> | null => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== text) return null;
      continue;
    }
    const value = decoded(text);
    if (value === null || value === '') return null;
    found[part.slice(1)] = value;
  }
  return found;
};

/** Numbers in paths are checked by Rails' routes: `/t/:id` only takes digits. */
const fits = (endpoint: Endpoint, path: Readonly<Record<string, string>>): boolean =>
  path['id'] === undefined || endpoint.pattern.startsWith('/categories/') || /^-?\d+$/.test(path['id']);

export const endpointFinder = (endpoints: readonly Endpoint[]) => {
  // Fixed parts win over parameters, whatever the order that areas are listed in.
  const parameters = ({ pattern }: Endpoint): number => pattern.split('/:').length;
  const sorted = [...endpoints].sort((a, b) => parameters(a) - parameters(b));
  return (method: string, path: string): FoundEndpoint | undefined => {
    for (const endpoint of sorted) {
      if (endpoint.method !== method) continue;
      const found = match(endpoint.pattern, path);
      if (found !== null && fits(endpoint, found)) return { endpoint, path: found };
    }
    return undefined;
  };
};
