import { readFileSync } from 'node:fs';
import { textLanguage, type Language } from '@passerelle/model';
import { z } from 'zod';
import { makeFolderAt, writeNewDocument } from '../../client/documents.ts';
import type { Work } from '../../apply/working.ts';
import type { FolderToolName } from './folder-native.ts';

/** The data files of this package: an index by tool and language, and the documents that it names. */
const folder = new URL('../../../templates/', import.meta.url);
const entry = z.union([
  z.strictObject({ folder: z.string().min(1) }),
  z.strictObject({ document: z.string().min(1), from: z.string().min(1) }),
]);
const list = z.strictObject({ fr: z.array(entry), en: z.array(entry) });
const index = z
  .strictObject({ files: list, pads: list })
  .parse(JSON.parse(readFileSync(new URL('folders.json', folder), 'utf8')));

/** What a folder begins with: a folder, or a document with its text. Paths are relative to it; what something lies in comes before it. */
export type StartingEntry =
  { readonly path: string; readonly text: null } | { readonly path: string; readonly text: string };

const load = (entries: z.infer<typeof list>['fr']): readonly StartingEntry[] =>
  entries.map((each) =>
    'folder' in each
      ? { path: each.folder, text: null }
      : { path: each.document, text: readFileSync(new URL(each.from, folder), 'utf8') },
  );
const loaded: Readonly<Record<FolderToolName, Readonly<Record<'fr' | 'en', readonly StartingEntry[]>>>> = {
  files: { fr: load(index.files.fr), en: load(index.files.en) },
  pads: { fr: load(index.pads.fr), en: load(index.pads.en) },
};

/** `{label}` in a document stands for what the space is called. */
export const startingEntries = (tool: FolderToolName, language: Language, label: string): readonly StartingEntry[] =>
  loaded[tool][textLanguage(language)].map(({ path, text }) => ({
    path,
    text: text === null ? null : text.replaceAll('{label}', label),
  }));

/** Writes what is missing and nothing else. @returns whether anything was */
export const writeStartingEntries = async (
  { session, call }: Work,
  at: string,
  entries: readonly StartingEntry[],
): Promise<boolean> => {
  let wrote = false;
  for (const { path, text } of entries) {
    const to = `${at}/${path}`;
    const done =
      text === null ? await makeFolderAt(session, call, to) : await writeNewDocument(session, call, to, text);
    if (done === 'done') wrote = true;
  }
  return wrote;
};
