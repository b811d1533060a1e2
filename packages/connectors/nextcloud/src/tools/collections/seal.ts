import { createHash } from 'node:crypto';
import { ICAL } from './icalendar.ts';

/** Our properties in an event or a card. Programmes that do not know them leave them where they are, most of the time. */
export const marks = {
  entry: 'x-passerelle-entry',
  digest: 'x-passerelle-digest',
  seal: 'x-passerelle-seal',
} as const;

/** What programmes change by themselves when somebody only looks at an object, moves it about or sets a reminder: no change of the content. */
const untold: ReadonlySet<string> = new Set([
  'dtstamp',
  'last-modified',
  'created',
  'sequence',
  'prodid',
  'version',
  'rev',
  'calscale',
]);
/** Said or not said, it is the same (RFC 5545 §3.8.1.3, §3.8.1.9, §3.8.2.7). */
const defaults: ReadonlySet<string> = new Set(['class:public', 'priority:0', 'transp:opaque']);

const isTold = (name: string): boolean =>
  !untold.has(name) && (!name.startsWith('x-') || name === marks.entry || name === marks.digest);

const lineOf = (property: ICAL.Property): string => {
  const values = property.getValues().map((value: unknown) => (Array.isArray(value) ? value.join(';') : String(value)));
  const zone = property.getFirstParameter('tzid');
  const text = values.join(',').replaceAll('\r\n', '\n').trim();
  return `${property.name}${typeof zone === 'string' ? `;${zone}` : ''}:${text}`;
};

const linesOf = (part: ICAL.Component): string[] =>
  part
    .getAllProperties()
    .filter(({ name }) => isTold(name))
    .map(lineOf)
    .filter((line) => !defaults.has(line.toLowerCase()))
    .sort();

/** What an object says, as far as it is content: of a calendar's object its events and tasks, without their reminders. */
const contentOf = (object: ICAL.Component): string[][] => {
  if (object.name === 'vcard') return [linesOf(object)];
  const parts = object.getAllSubcomponents().filter(({ name }) => name !== 'vtimezone');
  return parts.map((part) => [part.name, ...linesOf(part)]).sort((a, b) => (a.join() < b.join() ? -1 : 1));
};

/** Short digest of an object's content. The same before and after a programme has written it back unchanged. */
export const sealOf = (object: ICAL.Component): string =>
  createHash('sha256')
    .update(JSON.stringify(contentOf(object)))
    .digest('hex')
    .slice(0, 32);

/** An object as a component. Null for what cannot be read. */
export const parseObject = (data: string): ICAL.Component | null => {
  try {
    const parsed: unknown = ICAL.parse(data);
    // Several objects in one text come as a list of lists.
    return Array.isArray(parsed) && typeof parsed[0] === 'string' ? new ICAL.Component(parsed) : null;
  } catch {
    return null;
  }
};

export const textOf = (part: ICAL.Component, name: string): string | null => {
  const value = part.getFirstPropertyValue(name);
  return typeof value === 'string' && value !== '' ? value : null;
};
