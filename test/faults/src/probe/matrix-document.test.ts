import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actionsOf } from '@passerelle/connector-kit';
import { tools } from '@passerelle/model';
import { expect, test } from 'vitest';
import { matrixDocument } from './matrix-document.ts';
import { plain } from './world/communities.ts';

const file = fileURLToPath(new URL('../../../../docs/administrators/access-matrix.md', import.meta.url));

/** `PASSERELLE_WRITE_DOCS=1 npx vitest run test/faults/src/probe/matrix-document.test.ts` writes it anew. */
test('the page for administrators says what is tried', () => {
  const document = matrixDocument(plain);
  if (process.env['PASSERELLE_WRITE_DOCS'] === '1') writeFileSync(file, document);
  expect(readFileSync(file, 'utf8')).toBe(document);
});

test('what no level decides is marked with its reason, and everything else is decided by one', () => {
  const marked = tools.flatMap((tool) =>
    actionsOf(tool).flatMap(({ name, decision }) => (decision.decidedBy === 'level' ? [] : [`${tool}.${name}`])),
  );
  expect(marked).toEqual(['list.post-as-stranger', 'polls.create', 'polls.results', 'forms.create']);
});
