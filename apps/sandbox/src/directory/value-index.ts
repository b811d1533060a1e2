import type { DirectoryEntry } from './directory-entry.ts';
import { valuesOf } from './directory-entry.ts';
import { matchingForm } from './value-matching.ts';

/** Attributes by which a directory is asked for one entry; slapd's `index … eq` of the measured server. */
const INDEXED = ['uid', 'mail', 'entryUUID', 'member'];

/** Finds entries by an exact value without reading all of them. */
export class ValueIndex {
  readonly #keys = new Map<string, Set<string>>();

  add(key: string, entry: DirectoryEntry): void {
    for (const form of forms(entry)) {
      const set = this.#keys.get(form) ?? new Set<string>();
      this.#keys.set(form, set.add(key));
    }
  }

  remove(key: string, entry: DirectoryEntry): void {
    for (const form of forms(entry)) this.#keys.get(form)?.delete(key);
  }

  /** Keys of the entries that hold the value; undefined when the attribute has no index. */
  find(attribute: string, value: string): Iterable<string> | undefined {
    if (!INDEXED.some((name) => name.toLowerCase() === attribute.toLowerCase())) return undefined;
    return this.#keys.get(formOf(attribute, value)) ?? [];
  }
}

function forms(entry: DirectoryEntry): string[] {
  return INDEXED.flatMap((name) => valuesOf(entry, name).map((value) => formOf(name, value)));
}

function formOf(attribute: string, value: string): string {
  return `${attribute.toLowerCase()}:${matchingForm(attribute, value)}`;
}
