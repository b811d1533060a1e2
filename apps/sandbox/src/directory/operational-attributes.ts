import { createHash } from 'node:crypto';
import type { EntryAttribute } from './directory-entry.ts';

/** GeneralizedTime to the second, in UTC, as OpenLDAP writes it. */
export function generalizedTime(at: Date): string {
  return `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** An entryCSN: microseconds, a change count within them, the server id. `change` makes it unique and ever growing. */
export function changeSequenceNumber(at: Date, change: number): string {
  const stamp = at.toISOString().replace(/[-:T]/g, '').slice(0, 18);
  const hex = (change % 0x1000000).toString(16).padStart(6, '0');
  return `${stamp}000Z#${hex}#000#000000`;
}

/** The same DN always gives the same entryUUID (RFC 9562, version 5), so that a sandbox that begins again keeps its identities. */
export function entryUuidOf(dnKey: string): string {
  const hash = createHash('sha1').update('passerelle sandbox directory\n').update(dnKey).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex').slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** From general to special: the last one of an entry's classes that is in this list is its structural class. */
const STRUCTURAL = [
  'organization',
  'organizationalUnit',
  'applicationProcess',
  'account',
  'groupOfNames',
  'groupOfUniqueNames',
  'organizationalRole',
  'domain',
  'person',
  'organizationalPerson',
  'inetOrgPerson',
];

export function structuralClass(objectClasses: readonly string[]): string | undefined {
  const present = new Set(objectClasses.map((name) => name.toLowerCase()));
  return STRUCTURAL.findLast((name) => present.has(name.toLowerCase())) ?? objectClasses.at(-1);
}

/** Keeps what the file gave and adds what is missing. */
export function withOperational(
  given: ReadonlyMap<string, EntryAttribute>,
  facts: { dnKey: string; at: Date; change: number; by: string },
): Map<string, EntryAttribute> {
  const result = new Map(given);
  const set = (name: string, value: string | undefined): void => {
    const key = name.toLowerCase();
    if (value !== undefined && !result.has(key)) result.set(key, { name, values: [value] });
  };
  set('structuralObjectClass', structuralClass(given.get('objectclass')?.values ?? []));
  set('entryUUID', entryUuidOf(facts.dnKey));
  set('creatorsName', facts.by);
  set('createTimestamp', generalizedTime(facts.at));
  set('entryCSN', changeSequenceNumber(facts.at, facts.change));
  set('modifiersName', facts.by);
  set('modifyTimestamp', generalizedTime(facts.at));
  return result;
}
