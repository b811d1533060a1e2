import { communityOfKey, type EntryWrite, type SpaceKey } from '@passerelle/model';
import type { CollectionTool } from './collection-tool.ts';
import type { ICAL } from './icalendar.ts';
import { marks, parseObject, sealOf, textOf } from './seal.ts';

/** What an object says of itself. */
export interface SeenObject {
  /** Our id; null: somebody else's. */
  readonly entry: string | null;
  readonly digest: string | null;
  readonly intact: boolean;
}

const uidSuffix = '@passerelle';
/** `icane-2f0c…@passerelle`: the same for every version of an entry, in every programme. */
export const uidOf = (space: SpaceKey, entry: string): string => `${communityOfKey(space)}-${entry}${uidSuffix}`;

const ownName = /^passerelle-([a-z0-9-]{1,64})\.(?:ics|vcf)$/;
export const objectName = ({ extension }: CollectionTool, entry: string): string => `passerelle-${entry}${extension}`;
/** Null for a name that we never give. */
export const entryOfName = (name: string): string | null => ownName.exec(name)?.[1] ?? null;

/** Reminders that members have set on an event of ours: theirs, through all its changes. */
const keepReminders = (tool: CollectionTool, object: ICAL.Component, present: string): void => {
  const before = parseObject(present);
  const reminders = (before === null ? null : tool.markedPart(before))?.getAllSubcomponents('valarm') ?? [];
  for (const reminder of [...reminders]) tool.markedPart(object)?.addSubcomponent(reminder);
};

/**
 * The text of an entry's object: what is written, sealed with a digest of itself.
 * @param present what it takes the place of; null: nothing
 */
export const composeObject = (
  tool: CollectionTool,
  { space, entry, content, digest }: EntryWrite,
  now: number,
  present: string | null,
): string => {
  const object = tool.compose(content, { uid: uidOf(space, entry), entry, digest, now });
  if (present !== null) keepReminders(tool, object, present);
  // Sealed as it will be read back, not as it was put together.
  const seal = sealOf(parseObject(object.toString()) ?? object);
  tool.markedPart(object)?.addPropertyWithValue(marks.seal, seal);
  return `${object.toString()}\r\n`;
};

/**
 * What an object is to us. By name it can only be ours if its UID is one of ours: somebody who puts a foreign event under our name
 * makes it foreign. An object that has lost its marks is still ours, and not intact.
 */
export const seenObject = (tool: CollectionTool, name: string, data: string): SeenObject => {
  const foreign: SeenObject = { entry: null, digest: null, intact: true };
  const entry = entryOfName(name);
  if (entry === null) return foreign;
  const object = parseObject(data);
  const part = object === null ? null : tool.markedPart(object);
  if (object === null || part === null) return foreign;
  if (textOf(part, 'uid')?.endsWith(`-${entry}${uidSuffix}`) !== true) return foreign;
  const digest = textOf(part, marks.entry) === entry ? textOf(part, marks.digest) : null;
  return { entry, digest, intact: digest !== null && textOf(part, marks.seal) === sealOf(object) };
};
