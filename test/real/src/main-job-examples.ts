import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const example = (file: string): string => fileURLToPath(new URL(`../../../examples/${file}`, import.meta.url));

/** The directory that `npm start` works on. */
export const EXAMPLE_DIRECTORY = example('directory.ldif');

export interface ExampleFiles {
  readonly spreadsheet: string;
  readonly communities: string;
}

/** Tools of platforms that this institution does not have: a file that names an unknown platform is refused. */
const otherTools = /^ {6}\w+: \{ target: (?!nextcloud )\S+ \}\n/gm;

/**
 * The example's files, without tools of platforms that are not there; in `folder`, with `prefix` before every slug and name of a community, where there is
 * one: on a Nextcloud that is somebody's, everything that the test makes has to be told from what was there.
 */
export async function exampleFiles(folder: string, prefix: string): Promise<ExampleFiles> {
  const files = { spreadsheet: example('membres-externes.csv'), communities: example('communities.yaml') };
  const own = { ...files, communities: join(folder, 'communities.yaml') };
  const yaml = (await readFile(files.communities, 'utf8')).replace(otherTools, '');
  await writeFile(own.communities, yaml.replace(/^( {2}- slug| {4}parent| {4}name): /gm, `$&${prefix}`));
  if (prefix === '') return own;
  own.spreadsheet = join(folder, 'membres-externes.csv');
  // Of Latin-1 and semicolons, as spreadsheets have it.
  const rows = await readFile(files.spreadsheet, 'latin1');
  await writeFile(
    own.spreadsheet,
    rows.replace(/;(?=(?:ICANE|ICSO|Bibliothèques vivantes);)/g, `$&${prefix}`),
    'latin1',
  );
  return own;
}
