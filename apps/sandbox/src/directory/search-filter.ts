import type { DirectoryEntry } from './directory-entry.ts';
import { foldValue, parseDn } from './distinguished-name.ts';
import { matchingForm } from './value-matching.ts';

/** A search filter (RFC 4511, section 4.5.1.7). */
export type SearchFilter =
  | { readonly type: 'AndFilter' | 'OrFilter'; readonly filters: readonly SearchFilter[] }
  | { readonly type: 'NotFilter'; readonly filter: SearchFilter }
  | { readonly type: 'PresenceFilter'; readonly attribute: string }
  | {
      readonly type: 'EqualityFilter' | 'ApproximateFilter' | 'GreaterThanEqualsFilter' | 'LessThanEqualsFilter';
      readonly attribute: string;
      readonly value: string;
    }
  | {
      readonly type: 'SubstringFilter';
      readonly attribute: string;
      readonly initial?: string | undefined;
      readonly any?: readonly string[] | undefined;
      readonly final?: string | undefined;
    }
  | {
      readonly type: 'ExtensibleFilter';
      readonly attribute?: string | undefined;
      readonly value: string;
      readonly matchingRule?: string | undefined;
      readonly dnAttributes: boolean;
    };

/** `undefined` is the third truth value of LDAP filters: a test that may not be made is neither true nor false. */
type Truth = boolean | undefined;

/** Gives an entry's values, computed ones included; `undefined` when the searcher may not read the attribute. */
export type ReadValues = (entry: DirectoryEntry, attribute: string) => readonly string[] | undefined;

export function matchesFilter(filter: SearchFilter, entry: DirectoryEntry, read: ReadValues): boolean {
  return evaluate(filter, entry, read) === true;
}

function evaluate(filter: SearchFilter, entry: DirectoryEntry, read: ReadValues): Truth {
  switch (filter.type) {
    case 'AndFilter':
      return combine(filter.filters, false, (clause) => evaluate(clause, entry, read));
    case 'OrFilter':
      return combine(filter.filters, true, (clause) => evaluate(clause, entry, read));
    case 'NotFilter': {
      const inner = evaluate(filter.filter, entry, read);
      return inner === undefined ? undefined : !inner;
    }
    case 'ExtensibleFilter':
      return extensible(filter, entry, read);
    default: {
      const values = read(entry, filter.attribute);
      return values === undefined ? undefined : values.some((value) => matchesValue(filter, value));
    }
  }
}

/** `decisive` ends the search: false for "and", true for "or". */
function combine(clauses: readonly SearchFilter[], decisive: boolean, test: (clause: SearchFilter) => Truth): Truth {
  let result: Truth = !decisive;
  for (const clause of clauses) {
    const truth = test(clause);
    if (truth === decisive) return decisive;
    if (truth === undefined) result = undefined;
  }
  return result;
}

type ValueFilter = Exclude<SearchFilter, { type: 'AndFilter' | 'OrFilter' | 'NotFilter' | 'ExtensibleFilter' }>;

function matchesValue(filter: ValueFilter, value: string): boolean {
  switch (filter.type) {
    case 'PresenceFilter':
      return true;
    case 'EqualityFilter':
      return matchingForm(filter.attribute, value) === matchingForm(filter.attribute, filter.value);
    case 'ApproximateFilter':
      return withoutAccents(value) === withoutAccents(filter.value);
    case 'GreaterThanEqualsFilter':
      return compareValues(value, filter.value) >= 0;
    case 'LessThanEqualsFilter':
      return compareValues(value, filter.value) <= 0;
    case 'SubstringFilter':
      return hasSubstrings(foldValue(value), filter);
  }
}

function withoutAccents(value: string): string {
  return foldValue(value).normalize('NFD').replace(/\p{M}/gu, '');
}

function compareValues(left: string, right: string): number {
  const [a, b] = [foldValue(left), foldValue(right)];
  if (/^-?\d+$/.test(a) && /^-?\d+$/.test(b)) return Number(BigInt(a) - BigInt(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function hasSubstrings(value: string, filter: Extract<SearchFilter, { type: 'SubstringFilter' }>): boolean {
  const initial = foldPart(filter.initial ?? '');
  const final = foldPart(filter.final ?? '');
  if (!value.startsWith(initial)) return false;
  let from = initial.length;
  for (const part of filter.any ?? []) {
    const at = value.indexOf(foldPart(part), from);
    if (at < 0) return false;
    from = at + foldPart(part).length;
  }
  return value.length - from >= final.length && value.endsWith(final);
}

/** Like `foldValue`, but the spaces at the ends belong to the part: `(cn=*an *)`. */
function foldPart(part: string): string {
  return part.replace(/\s+/g, ' ').toLowerCase().normalize('NFC');
}

const RULES: Readonly<Record<string, (value: string, assertion: string) => boolean>> = {
  caseExactMatch: (value, assertion) => value === assertion,
  '2.5.13.5': (value, assertion) => value === assertion,
  caseIgnoreMatch: (value, assertion) => foldValue(value) === foldValue(assertion),
  '2.5.13.2': (value, assertion) => foldValue(value) === foldValue(assertion),
  distinguishedNameMatch: (value, assertion) => matchingForm('member', value) === matchingForm('member', assertion),
  '2.5.13.1': (value, assertion) => matchingForm('member', value) === matchingForm('member', assertion),
};

/** An unknown matching rule is Undefined (RFC 4511, 4.5.1.7.7), so such a filter finds nothing. */
function extensible(
  filter: Extract<SearchFilter, { type: 'ExtensibleFilter' }>,
  entry: DirectoryEntry,
  read: ReadValues,
): Truth {
  const attribute = filter.attribute ?? '';
  const named = filter.matchingRule ?? '';
  const rule = named === '' ? undefined : RULES[named];
  if ((named !== '' && rule === undefined) || (named === '' && attribute === '')) return undefined;
  const test = (name: string, value: string): boolean =>
    rule === undefined ? matchingForm(name, value) === matchingForm(name, filter.value) : rule(value, filter.value);
  const names = attribute === '' ? [...entry.attributes.values()].map((each) => each.name) : [attribute];
  const found = names.some((name) => (read(entry, name) ?? []).some((value) => test(name, value)));
  if (found || !filter.dnAttributes) return found;
  return parseDn(entry.dn)
    .flat()
    .some(
      (part) =>
        (attribute === '' || part.attribute.toLowerCase() === attribute.toLowerCase()) &&
        test(part.attribute, part.value),
    );
}
