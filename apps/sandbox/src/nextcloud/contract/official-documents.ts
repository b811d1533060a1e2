import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Nextcloud's own OpenAPI documents lie beside the clone; they are not ours to copy into it. */
const FOLDER = fileURLToPath(new URL('../../../../../../shared/contracts/nextcloud/', import.meta.url));
const FILES = [
  'provisioning_api-openapi-full.json',
  'groupfolders-20.1.18-openapi.json',
  'files_sharing-openapi.json',
  'user_oidc-8.10.1-openapi.json',
  'core-openapi-full.json',
  'polls-9.2.0-openapi-full.json',
  'forms-5.3.0-openapi.json',
];

export const documentsArePresent = FILES.every((file) => existsSync(FOLDER + file));

/** One operation of a document, with the schemas of its answers by HTTP status. */
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

/** OpenAPI 3.0's `nullable` as JSON Schema says it, and references resolved inside the document. */
const asJsonSchema = (schema: unknown, document: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map((item: unknown) => asJsonSchema(item, document));
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema && typeof schema.$ref === 'string') {
    return asJsonSchema(objectAt(document, ...schema.$ref.slice(2).split('/')), document);
  }
  const { nullable, ...rest }: Record<string, unknown> = { ...schema };
  const entries = Object.entries(rest).map(([key, value]): [string, unknown] => [key, asJsonSchema(value, document)]);
  const converted = Object.fromEntries(entries);
  if (nullable === true && typeof converted['type'] === 'string') converted['type'] = [converted['type'], 'null'];
  return converted;
};

const operationsIn = (document: unknown): Operation[] =>
  Object.entries(objectAt(document, 'paths')).flatMap(([path, methods]: [string, unknown]) =>
    Object.entries(objectAt(methods)).flatMap(([method, operation]: [string, unknown]): Operation[] => {
      const { operationId }: { operationId?: unknown } = objectAt(operation);
      if (typeof operationId !== 'string') return [];
      const answers = new Map<number, object>();
      for (const [status, answer] of Object.entries(objectAt(operation, 'responses'))) {
        const schema = objectAt(answer, 'content', 'application/json', 'schema');
        answers.set(Number(status), objectAt(asJsonSchema(schema, document)));
      }
      return [{ id: operationId, method: method.toUpperCase(), template: path.split('/'), answers }];
    }),
  );

export const officialOperations = (): Operation[] =>
  FILES.flatMap((file) => operationsIn(JSON.parse(readFileSync(FOLDER + file, 'utf8'))));

/** The operation that a request is one of; fixed parts of a path win over parameters. */
export const operationFor = (all: readonly Operation[], method: string, path: string): Operation | undefined => {
  const parts = path.split('?')[0]?.split('/') ?? [];
  const isParameter = (part: string): boolean => part.startsWith('{');
  return all
    .filter((operation) => operation.method === method && operation.template.length === parts.length)
    .filter(({ template }) => template.every((part, index) => isParameter(part) || part === parts[index]))
    .sort((a, b) => a.template.filter(isParameter).length - b.template.filter(isParameter).length)[0];
};
