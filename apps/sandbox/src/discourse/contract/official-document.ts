import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Discourse's own documents and samples lie beside the clone; they are not ours to copy into it. */
const FOLDER = fileURLToPath(new URL('../../../../../../shared/contracts/discourse/', import.meta.url));

export const documentIsPresent = existsSync(`${FOLDER}openapi.json`);

/** One operation of the document, with the schemas of its answers by HTTP status. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly template: readonly string[];
  readonly answers: ReadonlyMap<number, object>;
}

const objectAt = (value: unknown, ...path: readonly string[]): object => {
  let found: unknown = value;
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return typeof found === 'object' && found !== null ? found : {};
};

const read = (file: string): unknown => JSON.parse(readFileSync(FOLDER + file, 'utf8'));

/** A sample that Discourse's documentation or its Ruby client was tested with. */
export const sample = (file: string): unknown => read(file);

export const officialOperations = (): Operation[] =>
  Object.entries(objectAt(read('openapi.json'), 'paths')).flatMap(([path, methods]: [string, unknown]) =>
    Object.entries(objectAt(methods)).flatMap(([method, operation]: [string, unknown]): Operation[] => {
      const { operationId }: { operationId?: unknown } = objectAt(operation);
      if (typeof operationId !== 'string') return [];
      const answers = new Map<number, object>();
      for (const [status, answer] of Object.entries(objectAt(operation, 'responses'))) {
        answers.set(Number(status), objectAt(answer, 'content', 'application/json', 'schema'));
      }
      return [{ id: operationId, method: method.toUpperCase(), template: path.split('/'), answers }];
    }),
  );

/** The operation that a request is one of; fixed parts of a path win over parameters. */
export const operationFor = (all: readonly Operation[], method: string, path: string): Operation | undefined => {
  const parts = path.split('?')[0]?.split('/') ?? [];
  const isParameter = (part: string): boolean => part.startsWith('{');
  const fits = (part: string, index: number): boolean => {
    const given = parts[index] ?? '';
    return isParameter(part) ? given.endsWith('.json') === part.endsWith('.json') : part === given;
  };
  return all
    .filter((operation) => operation.method === method && operation.template.length === parts.length)
    .filter(({ template }) => template.every(fits))
    .sort((a, b) => a.template.filter(isParameter).length - b.template.filter(isParameter).length)[0];
};
