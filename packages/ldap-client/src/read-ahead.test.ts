import { expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

const log = () => {
  const told: string[] = [];
  async function* pages(count: number, fails = 0): AsyncGenerator<number> {
    try {
      for (let page = 1; page <= count; page++) {
        told.push(`asked ${page}`);
        await Promise.resolve();
        if (page === fails) throw new Error(`page ${page} failed`);
        yield page;
      }
    } finally {
      told.push('closed');
    }
  }
  return { told, pages };
};

it('gives every page in its order, and asks for one ahead only', async () => {
  const { told, pages } = log();
  for await (const page of readAhead(pages(3))) told.push(`used ${page}`);
  // The end was asked for ahead, too.
  expect(told).toEqual(['asked 1', 'asked 2', 'used 1', 'asked 3', 'used 2', 'closed', 'used 3']);
});

it('what was read before a failure is given before it', async () => {
  const { pages } = log();
  const used: number[] = [];
  const read = async () => {
    for await (const page of readAhead(pages(3, 3))) used.push(page);
  };
  await expect(read()).rejects.toThrow('page 3 failed');
  expect(used).toEqual([1, 2]);
});

it('a reader that stops early leaves nothing open', async () => {
  const { told, pages } = log();
  for await (const page of readAhead(pages(5))) if (page === 2) break;
  expect(told.at(-1)).toBe('closed');
  expect(told).not.toContain('asked 4');
});
