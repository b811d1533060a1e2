import type { SourceAssignment, SourceMembership, SourceRecord } from '@passerelle/connector-kit';
import { guidOf, valuesOf, type Values } from '@passerelle/ldap-client';
import { isLanguage, message, type Language, type Message } from '@passerelle/model';
import type { Entry } from 'ldapts';
import type { Field, InactiveRule, Preset } from './presets.ts';

export type EntryReading =
  | { readonly kind: 'record'; readonly record: SourceRecord; readonly severalAddresses: boolean }
  | { readonly kind: 'rejected'; readonly externalId: string | null; readonly reason: Message };

/** What groups say of this entry. */
export interface Stations {
  readonly memberships: readonly SourceMembership[];
  readonly assignments: readonly SourceAssignment[];
}

/** Turns an entry into a record: the id, a name, and what else there is. An entry without an address is fine: it cannot be invited, that is all. */
export function recordOf(
  entry: Entry,
  mapping: Preset,
  stations: Stations,
  emailDomains: readonly string[],
): EntryReading {
  const values = valuesOf(entry);
  const first = (field: Field): string | null => {
    for (const attribute of mapping.attributes[field]) {
      const value = values.text(attribute)[0]?.trim();
      if (value !== undefined && value !== '') return value;
    }
    return null;
  };
  const externalId = idOf(values, mapping);
  if (externalId === null) {
    const attribute = mapping.attributes.externalId.join(', ');
    return { kind: 'rejected', externalId: null, reason: message('ldap.rejected.no-id', { attribute }) };
  }
  const given = first('givenName');
  const family = first('familyName');
  const display = first('displayName') ?? [given, family].filter((part) => part !== null).join(' ');
  if (display === '') {
    const attributes = [...mapping.attributes.displayName, ...mapping.attributes.familyName].join(', ');
    return { kind: 'rejected', externalId, reason: message('ldap.rejected.no-name', { attributes }) };
  }
  const addresses = mapping.attributes.email.flatMap((attribute) => values.text(attribute));
  return {
    kind: 'record',
    severalAddresses: addresses.length > 1,
    record: {
      externalId,
      where: entry.dn,
      login: first('login'),
      givenName: given ?? '',
      familyName: family ?? (given === null ? display : ''),
      displayName: display,
      email: primaryAddress(addresses, emailDomains),
      preferredLanguage: languageOf(first('preferredLanguage')),
      organization: first('organization'),
      phoneNumber: first('phoneNumber'),
      active: mapping.inactive === null || !isInactive(values, mapping.inactive),
      memberships: stations.memberships,
      assignments: stations.assignments,
    },
  };
}

/** Null: the entry shows no id that could be used. */
export const externalIdOf = (entry: Entry, mapping: Preset): string | null => idOf(valuesOf(entry), mapping);

export const isActive = (entry: Entry, { inactive }: Preset): boolean =>
  inactive === null || !isInactive(valuesOf(entry), inactive);

function idOf(values: Values, mapping: Preset): string | null {
  for (const attribute of mapping.attributes.externalId) {
    if (mapping.idEncoding === 'guid') {
      const bytes = values.bytes(attribute);
      if (bytes !== null) return guidOf(bytes);
    }
    const id = values.text(attribute)[0]?.trim().toLowerCase();
    if (id !== undefined && id !== '') return id;
  }
  return null;
}

/**
 * The values of an attribute have no order (RFC 4511 §4.1.7): "the first" may be another one tomorrow or on the next replica, and a person's address
 * would swing to and fro. So: the configured domains first, in their order, then the alphabet.
 */
export function primaryAddress(addresses: readonly string[], domains: readonly string[]): string | null {
  const rank = (address: string): number => {
    const at = domains.indexOf(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
    return at < 0 ? domains.length : at;
  };
  let best: string | null = null;
  for (const candidate of addresses) {
    const address = candidate.trim();
    if (address === '') continue;
    if (best === null || rank(address) < rank(best) || (rank(address) === rank(best) && address < best)) best = address;
  }
  return best;
}

/** `fr-BE, nl;q=0.8`: an Accept-Language list (RFC 2798 §2.7). The first language that we know; null when there is none. */
export function languageOf(list: string | null): Language | null {
  for (const tag of (list ?? '').split(',')) {
    const primary = (tag.split(';')[0] ?? '').trim().toLowerCase().split(/[-_]/)[0] ?? '';
    if (isLanguage(primary)) return primary;
  }
  return null;
}

function isInactive(values: Values, rule: InactiveRule): boolean {
  const found = values.text(rule.attribute);
  if ('present' in rule) return found.length > 0;
  if ('equals' in rule) return found.some((value) => value.toLowerCase() === rule.equals.toLowerCase());
  return found.some((value) => (Number.parseInt(value, 10) & rule.bit) !== 0);
}
