import type { GroupMapping } from './config.ts';

/** Groups that are members of groups, still to be read. A mapping goes through each group once, so that circles end. */
export class NestedGroups {
  readonly #followed = new Map<string, Set<GroupMapping>>();
  readonly #waiting: { readonly dn: string; readonly wanted: readonly GroupMapping[] }[] = [];

  /** @param key the DN in its one spelling */
  want(key: string, dn: string, wanted: readonly GroupMapping[]): void {
    const followed = this.#followed.get(key) ?? new Set();
    const news = wanted.filter((one) => !followed.has(one));
    if (news.length === 0) return;
    for (const one of news) followed.add(one);
    this.#followed.set(key, followed);
    this.#waiting.push({ dn, wanted: news });
  }

  next(): { readonly dn: string; readonly wanted: readonly GroupMapping[] } | null {
    return this.#waiting.shift() ?? null;
  }
}
