import type { SearchFilter } from './search-filter.ts';

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly end: number;
}

const SEARCH_REQUEST = 0x63;

/**
 * The filters of the search requests on a connection, decoded from the bytes. `ldapjs` 3.0.7 prints a filter and parses the print
 * again before a handler sees it, which loses accents, stars, parentheses and backslashes in values; the bytes do not.
 */
export class FilterTap {
  #pending: Buffer = Buffer.alloc(0);
  readonly #filters = new Map<number, SearchFilter>();

  /** To be called with every chunk, before ldapjs reads it. Bytes that are no LDAP are left for ldapjs to refuse. */
  write(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (let message = readElement(this.#pending, 0); message !== undefined; message = readElement(this.#pending, 0)) {
      this.#pending = this.#pending.subarray(message.end);
      const [id, operation] = children(message.content);
      if (id === undefined || operation?.tag !== SEARCH_REQUEST) continue;
      const filter = children(operation.content)[6];
      if (filter !== undefined) this.#filters.set(id.content.readUIntBE(0, id.content.length), decodeFilter(filter));
    }
  }

  take(messageId: number): SearchFilter | undefined {
    const filter = this.#filters.get(messageId);
    this.#filters.delete(messageId);
    return filter;
  }
}

function readElement(buffer: Buffer, offset: number): Element | undefined {
  const first = buffer[offset + 1];
  const tag = buffer[offset];
  if (tag === undefined || first === undefined) return undefined;
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  const start = offset + 2 + lengthOctets;
  if (buffer.length < start || lengthOctets > 4) return undefined;
  const length = lengthOctets === 0 ? first : buffer.readUIntBE(offset + 2, lengthOctets);
  if (buffer.length < start + length) return undefined;
  return { tag, content: buffer.subarray(start, start + length), end: start + length };
}

function children(content: Buffer): Element[] {
  const list: Element[] = [];
  for (let at = 0, next = readElement(content, at); next !== undefined; next = readElement(content, at)) {
    list.push(next);
    at = next.end;
  }
  return list;
}

/** RFC 4511, 4.5.1: Filter ::= CHOICE. @throws when a part is missing */
function decodeFilter({ tag, content }: Element): SearchFilter {
  switch (tag) {
    case 0xa0:
      return { type: 'AndFilter', filters: children(content).map(decodeFilter) };
    case 0xa1:
      return { type: 'OrFilter', filters: children(content).map(decodeFilter) };
    case 0xa2:
      return { type: 'NotFilter', filter: decodeFilter(children(content)[0] ?? { tag: -1, content, end: 0 }) };
    case 0xa3:
      return { type: 'EqualityFilter', ...assertion(content) };
    case 0xa4:
      return substrings(content);
    case 0xa5:
      return { type: 'GreaterThanEqualsFilter', ...assertion(content) };
    case 0xa6:
      return { type: 'LessThanEqualsFilter', ...assertion(content) };
    case 0x87:
      return { type: 'PresenceFilter', attribute: content.toString('utf8') };
    case 0xa8:
      return { type: 'ApproximateFilter', ...assertion(content) };
    case 0xa9:
      return extensible(content);
    default:
      throw new Error(`unknown filter choice ${tag}`);
  }
}

function assertion(content: Buffer): { attribute: string; value: string } {
  const [attribute, value] = children(content).map((element) => element.content.toString('utf8'));
  return { attribute: attribute ?? '', value: value ?? '' };
}

function substrings(content: Buffer): SearchFilter {
  const [attribute, parts] = children(content);
  const list = children(parts?.content ?? Buffer.alloc(0));
  const text = (tag: number): string | undefined => list.find((part) => part.tag === tag)?.content.toString('utf8');
  return {
    type: 'SubstringFilter',
    attribute: attribute?.content.toString('utf8') ?? '',
    initial: text(0x80),
    any: list.filter((part) => part.tag === 0x81).map((part) => part.content.toString('utf8')),
    final: text(0x82),
  };
}

function extensible(content: Buffer): SearchFilter {
  const list = children(content);
  const text = (tag: number): string | undefined => list.find((part) => part.tag === tag)?.content.toString('utf8');
  return {
    type: 'ExtensibleFilter',
    matchingRule: text(0x81),
    attribute: text(0x82),
    value: text(0x83) ?? '',
    dnAttributes: (list.find((part) => part.tag === 0x84)?.content[0] ?? 0) !== 0,
  };
}
