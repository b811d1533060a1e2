import ICAL from 'ical.js';
import { DavRefusal } from '../files/dav-answer.ts';
import type { CollectionKind } from './collection-state.ts';

const unsupported = (message: string): DavRefusal =>
  new DavRefusal(415, 'Sabre\\DAV\\Exception\\UnsupportedMediaType', message);
const bad = (message: string): DavRefusal => new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest', message);

const parsed = (text: string): ICAL.Component => {
  try {
    const data: unknown = ICAL.parse(text);
    if (!Array.isArray(data) || typeof data[0] !== 'string') throw new TypeError('more than one object');
    return new ICAL.Component(data);
  } catch {
    throw unsupported('This resource only supports valid iCalendar 2.0 or vCard data. Parse error');
  }
};

const textOf = (component: ICAL.Component, name: string): string => {
  const value = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
};

const eventUid = (calendar: ICAL.Component): string => {
  if (calendar.name !== 'vcalendar') throw unsupported('This collection can only support iCalendar objects.');
  const parts = calendar.getAllSubcomponents().filter(({ name }) => name !== 'vtimezone');
  const [first] = parts;
  if (first === undefined) throw unsupported('iCalendar object must contain at least 1 of VEVENT, VTODO or VJOURNAL');
  const uid = textOf(first, 'uid');
  if (uid === '') throw bad('Every component must have an UID');
  if (parts.some((part) => part.name !== first.name || textOf(part, 'uid') !== uid))
    throw bad('All components in an iCalendar object must have the same type and UID');
  return uid;
};

/**
 * The UID of what is put into a calendar or an address book.
 * @throws DavRefusal 415 for what is no such object, 400 for one that breaks the rules of a collection (RFC 4791 §4.1)
 */
export const uidIn = (kind: CollectionKind, data: string): string => {
  const component = parsed(data);
  if (kind === 'calendar') return eventUid(component);
  if (component.name !== 'vcard') throw unsupported('This collection can only support vCard objects.');
  const uid = textOf(component, 'uid');
  if (uid === '') throw bad('Every vCard must have a UID');
  return uid;
};

/** Kinds of components in a calendar object, in capitals: what a calendar-query asks for. */
export const componentsIn = (data: string): string[] =>
  parsed(data)
    .getAllSubcomponents()
    .map(({ name }) => name.toUpperCase());
