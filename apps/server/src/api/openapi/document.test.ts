import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../endpoints/index.ts';
import { rightsTable } from '../rights/rights-table.ts';
import { openApiDocument } from './document.ts';
import { apiVersion } from './openapi-route.ts';

const docs = new URL('../../../../../docs/', import.meta.url);
const document = openApiDocument(endpoints, apiVersion);
/** Prettier aligns tables. */
const plain = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/\| -+ /g, '| --- ');

describe('what is written about the API', () => {
  it('docs/api/openapi.json is what the endpoints say (node apps/server/src/api/openapi/write-documents.ts)', async () => {
    const kept: unknown = JSON.parse(await readFile(new URL('api/openapi.json', docs), 'utf8'));
    expect(kept).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('the table of rights in docs/administrators/api.md is what the endpoints say', async () => {
    const text = await readFile(new URL('administrators/api.md', docs), 'utf8');
    expect(plain(text)).toContain(plain(rightsTable(endpoints)));
  });

  it('every operation has an id of its own, and every parameter of its path', () => {
    const ids = endpoints.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method } of endpoints) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const paths = document['paths'] as Record<string, Record<string, { parameters: { name: string; in: string }[] }>>;
      const told = paths[path]?.[method]?.parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      expect(told).toEqual(names);
    }
  });

  it('every schema in it is JSON Schema 2020-12, as OpenAPI 3.1 wants', () => {
    const ajv = new Ajv2020({ strict: false, logger: false });
    let seen = 0;
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, child] of Object.entries(value)) {
        if (key === 'schema' && typeof child === 'object' && child !== null && !('$ref' in child)) {
          seen += 1;
          expect(ajv.validateSchema(child as object)).toBe(true);
        } else walk(child);
      }
    };
    walk(document);
    expect(seen).toBeGreaterThan(endpoints.length);
  });
});
