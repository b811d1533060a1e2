import { readFile, writeFile } from 'node:fs/promises';
import { endpoints } from '../endpoints/index.ts';
import { rightsTable } from '../rights/rights-table.ts';
import { openApiDocument } from './document.ts';
import { apiVersion } from './openapi-route.ts';

// `node apps/server/src/api/openapi/write-documents.ts`: writes what is generated into docs/; a test says when that was forgotten.

const docs = new URL('../../../../../docs/', import.meta.url);
const openApi = new URL('api/openapi.json', docs);
const page = new URL('administrators/api.md', docs);

await writeFile(openApi, `${JSON.stringify(openApiDocument(endpoints, apiVersion), null, 2)}\n`);
const text = await readFile(page, 'utf8');
const table = `<!-- rights: generated -->\n\n${rightsTable(endpoints)}\n\n<!-- rights: end -->`;
await writeFile(
  page,
  text.replace(/<!-- rights: generated -->[^]*<!-- rights: end -->/, () => table),
);
