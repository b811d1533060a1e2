import { guidOf, valuesOf, type Values } from '@passerelle/ldap-client';
import { message, type Message } from '@passerelle/model';
import type { Entry } from 'ldapts';
import { fields, type Field, type Preset } from './presets.ts';
import { languageOf, recordOf, type EntryReading, type Stations } from './record-of.ts';

/** One attribute that was looked at for a field. */
export interface TriedAttribute {
  readonly attribute: string;
  /** As text; an id in bytes as it is written for people, or in hexadecimal where it is none. */
  readonly values: readonly string[];
  /** The value that was taken; null: none of this attribute's. */
  readonly taken: string | null;
  /** Why it, or the rest of it, was not taken. */
  readonly why: Message | null;
}
/** What became of one field of the person. */
export interface ExplainedField {
  readonly field: Field | 'active';
  readonly value: string | null;
  readonly tried: readonly TriedAttribute[];
  readonly why: Message | null;
}
/** A directory entry, attribute by attribute, and the person that is made of it. */
export interface ExplainedEntry {
  readonly dn: string;
  readonly verdict: EntryReading['kind'];
  /** Why there is no person; null: there is one. */
  readonly reason: Message | null;
  readonly fields: readonly ExplainedField[];
  readonly memberships: Stations['memberships'];
  readonly assignments: Stations['assignments'];
  /** Attributes of the entry that nothing is made of, by name only: their values may be secrets. */
  readonly leftAside: readonly string[];
}

/** The same reading as a synchronisation's, told step by step. Pure. */
export function explainEntry(
  entry: Entry,
  mapping: Preset,
  stations: Stations,
  emailDomains: readonly string[],
): ExplainedEntry {
  const values = valuesOf(entry);
  const reading = recordOf(entry, mapping, stations, emailDomains);
  const record = reading.kind === 'record' ? reading.record : null;
  const valueOf = (field: Field): string | null => {
    if (record !== null) return record[field] === '' ? null : record[field];
    return field === 'externalId' && reading.kind === 'rejected' ? reading.externalId : null;
  };
  const explained = fields.map((field): ExplainedField => {
    const value = valueOf(field);
    const tried = triedFor(field, value, values, mapping);
    return { field, value, tried, why: whyOf(field, value, tried) };
  });
  const used = new Set(
    [...fields.flatMap((field) => mapping.attributes[field]), mapping.inactive?.attribute ?? '', 'modifyTimestamp'].map(
      (name) => name.toLowerCase(),
    ),
  );
  return {
    dn: entry.dn,
    verdict: reading.kind,
    reason: reading.kind === 'rejected' ? reading.reason : null,
    fields: [...explained, explainActive(values, mapping, record?.active ?? null)],
    memberships: stations.memberships,
    assignments: stations.assignments,
    // What was asked for and is not there stands in the entry all the same, without values.
    leftAside: Object.entries(entry)
      .filter(([name, held]) => name !== 'dn' && held.length > 0 && !used.has(name.replace(/;.*$/, '').toLowerCase()))
      .map(([name]) => name)
      .toSorted(),
  };
}

function triedFor(field: Field, value: string | null, values: Values, mapping: Preset): readonly TriedAttribute[] {
  let before: string | null = null;
  return mapping.attributes[field].map((attribute): TriedAttribute => {
    const found = field === 'externalId' ? idValues(attribute, values, mapping) : values.text(attribute);
    const usable = found.filter((one) => one.trim() !== '');
    const kept = before === null ? takenOf(field, value, usable) : null;
    const why = whyNot({ attribute, field, found, usable, kept, before });
    // Of addresses the best of all attributes is taken; otherwise the first attribute that has a value decides.
    if (field === 'email' ? kept !== null : usable.length > 0) before ??= attribute;
    return { attribute, values: found, taken: kept, why };
  });
}

const idValues = (attribute: string, values: Values, mapping: Preset): readonly string[] => {
  if (mapping.idEncoding === 'text') return values.text(attribute);
  const bytes = values.bytes(attribute);
  return bytes === null ? [] : [guidOf(bytes) ?? `0x${Buffer.from(bytes).toString('hex')}`];
};

function takenOf(field: Field, value: string | null, usable: readonly string[]): string | null {
  const [first] = usable;
  if (value === null || first === undefined) return null;
  if (field === 'email') return usable.find((one) => one.trim() === value) ?? null;
  if (field === 'preferredLanguage') return languageOf(first.trim()) === value ? first : null;
  if (field === 'externalId') return first.trim().toLowerCase() === value ? first : null;
  return first.trim() === value ? first : null;
}

interface Looked {
  readonly attribute: string;
  readonly field: Field;
  readonly found: readonly string[];
  readonly usable: readonly string[];
  readonly kept: string | null;
  readonly before: string | null;
}
function whyNot({ attribute, field, found, usable, kept, before }: Looked): Message | null {
  if (found.length === 0) return message('ldap.explain.absent', { attribute });
  if (usable.length === 0) return message('ldap.explain.blank', { attribute });
  if (before !== null) return message('ldap.explain.after-another', { attribute, other: before });
  if (kept !== null) {
    if (usable.length === 1) return null;
    return message(field === 'email' ? 'ldap.explain.one-address' : 'ldap.explain.first-value', {
      count: usable.length,
    });
  }
  if (field === 'externalId') return message('ldap.explain.no-guid', { attribute });
  if (field === 'preferredLanguage') return message('ldap.explain.language', { value: usable[0] ?? '' });
  return message('ldap.explain.not-taken', { attribute });
}

function whyOf(field: Field, value: string | null, tried: readonly TriedAttribute[]): Message | null {
  if (tried.length === 0) return message('ldap.explain.not-mapped', { field });
  const isComposed = value !== null && tried.every(({ taken }) => taken === null);
  return isComposed ? message('ldap.explain.composed', { field }) : null;
}

function explainActive(values: Values, { inactive }: Preset, active: boolean | null): ExplainedField {
  if (inactive === null) {
    const why = message('ldap.explain.always-active');
    return { field: 'active', value: active === null ? null : String(active), tried: [], why };
  }
  const { attribute } = inactive;
  const found = values.text(attribute);
  const rule = 'bit' in inactive ? `bit ${inactive.bit}` : 'equals' in inactive ? `= ${inactive.equals}` : 'present';
  const params = { attribute, rule };
  const why = message(active === false ? 'ldap.explain.inactive' : 'ldap.explain.active', params);
  const tried = { attribute, values: found, taken: active === false ? (found[0] ?? null) : null, why: null };
  return { field: 'active', value: active === null ? null : String(active), tried: [tried], why };
}
