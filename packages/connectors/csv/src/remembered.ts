/** Columns repeat a few words over many lines: what a word meant is looked up once. Forgets everything when it holds too much. */
export function remembered<T>(meaning: (word: string) => T, limit = 5000): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    const there = known.get(word);
    if (there !== undefined) return there;
    const found = meaning(word);
    if (known.size >= limit) known.clear();
    known.set(word, found);
    return found;
  };
}
