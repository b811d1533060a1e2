import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSorted, readCursor } from './page.ts';
import { Problem } from '../problem/problem.ts';

interface Item {
  readonly id: string;
  readonly name: string;
}
const items = fc.uniqueArray(fc.record({ id: fc.uuid(), name: fc.constantFrom('a', 'b', 'c') }), {
  selector: ({ id }) => id,
});
const by = { name: ({ name }: Item) => name };
const page = (all: readonly Item[], sort: string, limit: number, cursor?: string) =>
  cutSorted(all, { sort, limit, ...(cursor === undefined ? {} : { cursor }) }, by, ({ id }) => id);

describe('pages', () => {
  it('show every item once, in both orders, whatever the size of a page', () => {
    fc.assert(
      fc.property(items, fc.constantFrom('name', '-name'), fc.integer({ min: 1, max: 5 }), (all, sort, limit) => {
        const seen: Item[] = [];
        let cursor: string | undefined;
        do {
          const { items: more, next } = page(all, sort, limit, cursor);
          seen.push(...more);
          cursor = next ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toHaveLength(all.length);
        expect(new Set(seen)).toEqual(new Set(all));
        const names = seen.map(({ name }) => name);
        expect(names).toEqual(sort === 'name' ? names.toSorted() : names.toSorted().reverse());
      }),
    );
  });

  it('go on where they were when somebody has left meanwhile', () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => ({ id: name, name }));
    const { items: first, next } = page(all, 'name', 2);
    const { items: second } = page(all.slice(1), 'name', 2, next ?? '');
    expect([...first, ...second].map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('take no cursor of another order', () => {
    const { next } = page(
      [
        { id: '1', name: 'a' },
        { id: '2', name: 'b' },
      ],
      'name',
      1,
    );
    expect(() => readCursor({ sort: '-name', cursor: next ?? '' })).toThrow(Problem);
    expect(() => readCursor({ sort: 'name', cursor: 'bm9uc2Vuc2U' })).toThrow(Problem);
  });
});
