import type { Modality } from './community.ts';
import type { Language } from './person.ts';
import type { NativeId, SpaceKey } from './resource.ts';

/**
 * A thing inside a space that Passerelle writes and keeps up to date: a meeting in the calendar, a card in the address book. What members add there by hand
 * is theirs: seen, never written.
 */
export interface DesiredEntry {
  readonly kind: 'entry';
  readonly space: SpaceKey;
  /** Its id within the space, for ever: `[a-z0-9-]`, 1 to 64 characters. Of a meeting, the meeting's id; of a card, the person's. */
  readonly entry: string;
  readonly content: EntryContent;
  /** Digest of `canonicalContent(content)`: two contents with the same digest are the same. */
  readonly digest: string;
}

export type EntryContent = MeetingContent | CardContent;

/** A meeting as a calendar tells it (RFC 5545). */
export interface MeetingContent {
  readonly type: 'meeting';
  readonly title: string;
  /** Local date-times in `zone`: `2027-03-01T14:00`. `end` comes after `start`. */
  readonly start: string;
  readonly end: string;
  /** IANA name: `Europe/Paris`. */
  readonly zone: string;
  readonly modality: Modality;
  /** Where people meet; null: nowhere (remote). */
  readonly place: string | null;
  /** Address of the video room; null: none (on site). */
  readonly link: string | null;
  readonly description: string;
  /** It stays in the calendar, told as cancelled. */
  readonly cancelled: boolean;
  /** Grows with every change that matters to who comes (RFC 5545 §3.8.7.4); 0 at first. */
  readonly sequence: number;
  readonly language: Language;
}

/** A member as the address book shows them: only what they agreed to show (RFC 6350). */
export interface CardContent {
  readonly type: 'card';
  readonly displayName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly organisation: string | null;
  /** As the community calls them, in its language. */
  readonly roles: readonly string[];
}

/** What a space of ours holds, in the platform's ids. */
export interface ObservedEntry {
  readonly kind: 'entry';
  readonly space: NativeId;
  /** Unique within its space. */
  readonly native: NativeId;
  /** Our id; null: made by somebody else. */
  readonly entry: string | null;
  /** Digest of what Passerelle last wrote, as kept in the object itself. Null: not ours, or the object has lost it. */
  readonly digest: string | null;
  /** False: somebody has changed it since. */
  readonly intact: boolean;
}

/** Writes the whole of an entry. A connector never writes over what somebody has changed by hand, unless the plan says so. */
export interface EntryWrite {
  readonly kind: 'entry';
  readonly verb: 'create' | 'update';
  readonly space: SpaceKey;
  readonly entry: string;
  readonly content: EntryContent;
  /** Kept in the object, and told by the next reading. */
  readonly digest: string;
  /** Somebody has changed it by hand, and a person asked to put it back all the same. Absent: then it is left (`superseded`). */
  readonly evenIfChanged?: true;
}
/** Takes an entry of ours out of its space. */
export interface EntryRemove {
  readonly kind: 'entry';
  readonly verb: 'remove';
  readonly space: SpaceKey;
  readonly entry: string;
  readonly native: NativeId;
  /** As in the write. */
  readonly evenIfChanged?: true;
}

/** A content as one text, the same for the same content whatever the order in which it was put together: what `digest` is made from. */
export const canonicalContent = (content: EntryContent): string =>
  JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
