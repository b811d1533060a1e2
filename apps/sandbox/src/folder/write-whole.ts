import { rename, writeFile } from 'node:fs/promises';

/** Writes a small file that only its owner reads, in one step: a kill leaves the old one or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
