import type { Entry } from 'ldapts';

/** An entry's values by lower-case attribute name: servers answer with their own spelling (`entryUUID` to `entryuuid`). */
export interface Values {
  /** Where there is no plain value, those with a language tag (`cn;lang-fr`, RFC 3866), in the order of the tags. */
  text(attribute: string): readonly string[];
  bytes(attribute: string): Uint8Array | null;
}

export function valuesOf(entry: Entry): Values {
  const byName = new Map<string, Entry[string]>();
  for (const name in entry) {
    const value = entry[name];
    if (value !== undefined && name !== 'dn') byName.set(name.toLowerCase(), value);
  }
  const tagged = (name: string): readonly string[] =>
    [...byName.keys()]
      .filter((key) => key.startsWith(`${name};lang-`))
      .toSorted()
      .flatMap((key) => textsOf(byName.get(key)));
  return {
    text(attribute) {
      const name = attribute.toLowerCase();
      const plain = textsOf(byName.get(name));
      return plain.length > 0 ? plain : tagged(name);
    },
    bytes(attribute) {
      const value = byName.get(attribute.toLowerCase());
      const first = Array.isArray(value) ? value[0] : value;
      if (first === undefined) return null;
      return typeof first === 'string' ? Buffer.from(first, 'utf8') : first;
    },
  };
}

function textsOf(value: Entry[string] | undefined): readonly string[] {
  if (value === undefined || Buffer.isBuffer(value)) return [];
  if (typeof value === 'string') return value === '' ? [] : [value];
  const texts: string[] = [];
  for (const one of value) if (typeof one === 'string' && one !== '') texts.push(one);
  return texts;
}

/** `{33221100-5544-7766-8899-aabbccddeeff}` out of 16 bytes, without braces, in lower case. Null: these are not 16 bytes. Source: MS-DTYP 2.3.4.2. */
export function guidOf(bytes: Uint8Array): string | null {
  if (bytes.length !== 16) return null;
  const hex = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((at) =>
    (bytes[at] ?? 0).toString(16).padStart(2, '0'),
  );
  const part = (from: number, to: number): string => hex.slice(from, to).join('');
  return `${part(0, 4)}-${part(4, 6)}-${part(6, 8)}-${part(8, 10)}-${part(10, 16)}`;
}
