import type { EntryContent, Level } from '@passerelle/model';
import type ICAL from 'ical.js';
import type { Access, CollectionKind } from '../../client/dav-collections.ts';

/** What is written into the objects of a tool besides the content: whose they are. */
export interface ObjectMarks {
  /** Stays the same over all versions of an entry. */
  readonly uid: string;
  readonly entry: string;
  readonly digest: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A tool whose spaces are calendars or address books: what is different between the two. */
export interface CollectionTool {
  readonly tool: 'calendar' | 'contacts';
  readonly kind: CollectionKind;
  readonly type: EntryContent['type'];
  /** Ends the names of its objects: `.ics`. */
  readonly extension: string;
  readonly levels: CollectionLevels;
  /** The object of an entry, without the seal. @throws RangeError for a content that no calendar can tell */
  compose(content: EntryContent, marks: ObjectMarks): ICAL.Component;
  /** The part of an object that bears our marks, and whose UID is its own; null: there is none. */
  markedPart(object: ICAL.Component): ICAL.Component | null;
}

export interface CollectionLevels {
  readonly shown: Readonly<Partial<Record<Level, string>>>;
  /** Null ends the share; undefined for a level of another tool. */
  accessOf(level: Level): Exclude<Access, 'other'> | null | undefined;
  levelOf(access: Access): Level | 'other';
}
