import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { DirectoryTree } from './directory-tree.ts';

const snapshotSchema = z.strictObject({
  version: z.literal(1),
  entries: z.array(
    z.strictObject({
      dn: z.string(),
      attributes: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
    }),
  ),
});

/** Fills the tree from an earlier run's file. @returns false when there is no such file. @throws when the file is not ours */
export function restoreTree(tree: DirectoryTree, file: string, by: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  for (const entry of snapshotSchema.parse(JSON.parse(text)).entries) tree.add(entry.dn, entry.attributes, by);
  return true;
}

/** Writes all entries, parents first, into a new file that then takes the old one's place in one step. */
export function saveTree(tree: DirectoryTree, file: string): void {
  const entries = tree.size === 0 ? [] : [...tree.within(tree.suffix, 'sub')];
  const snapshot: z.infer<typeof snapshotSchema> = {
    version: 1,
    entries: entries.map(({ dn, attributes }) => ({
      dn,
      attributes: [...attributes.values()].map(({ name, values }) => ({ name, values: [...values] })),
    })),
  };
  writeFileSync(`${file}.new`, JSON.stringify(snapshot), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
