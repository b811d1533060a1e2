import type { Endpoint } from './endpoint.ts';

export interface FoundEndpoint {
  readonly endpoint: Endpoint;
  readonly path: Readonly<Record<string, string>>;
}

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
    if (text === '') return null;
    try {
      found[part.slice(1)] = decodeURIComponent(text);
    } catch {
      return null;
    }
  }
  return found;
};

/** The endpoint of a request; `wrong-method` where the path is one of another method. Fixed parts win over parameters. */
export const endpointFinder = (endpoints: readonly Endpoint[]) => {
  const parameters = ({ pattern }: Endpoint): number => pattern.split('/:').length;
  const sorted = [...endpoints].sort((a, b) => parameters(a) - parameters(b));
  return (method: string, path: string, page: boolean): FoundEndpoint | 'wrong-method' | undefined => {
    let isKnown = false;
    for (const endpoint of sorted) {
      if ((endpoint.page === true) !== page) continue;
      const found = match(endpoint.pattern, path);
      if (found === null) continue;
      if (endpoint.method === method) return { endpoint, path: found };
      isKnown = true;
    }
    return isKnown ? 'wrong-method' : undefined;
  };
};
