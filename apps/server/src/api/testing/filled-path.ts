import type { Endpoint } from '../endpoint.ts';

/** The address of an endpoint with these parameters and its own example of a query. @throws when it has a parameter that the tests do not know */
export function filledPath({ path, example }: Endpoint, params: Readonly<Record<string, string>>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path}: the tests have nothing for {${name}}`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(example.query).toString();
  return query === '' ? filled : `${filled}?${query}`;
}
