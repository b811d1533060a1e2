import type { Call } from '@passerelle/connector-kit';
import type { NativeId, ObservedEntry } from '@passerelle/model';
import { readObjectNames, readObjects, type CollectionRef } from '../../client/dav-objects.ts';
import type { Session } from '../../session.ts';
import type { CollectionTool } from './collection-tool.ts';
import { entryOfName, seenObject } from './entry-object.ts';

/** What was in a collection when it was last read. */
export interface EntriesRead {
  readonly syncToken: string;
  readonly objects: ReadonlyMap<string, { readonly etag: string; readonly entry: ObservedEntry }>;
}

/**
 * Everything in a collection: ours with what they say of themselves, the others by name only, since their content is nobody's business here.
 * A collection whose sync token is the one of the last reading is not read again; of another one only what has another ETag: two calls, or none.
 */
export const readEntries = async (
  tool: CollectionTool,
  session: Session,
  call: Call,
  collection: { readonly native: NativeId; readonly ref: CollectionRef; readonly syncToken: string | null },
): Promise<readonly ObservedEntry[]> => {
  const { native: space, ref, syncToken } = collection;
  const before = session.entriesRead.get(space);
  if (before !== undefined && before.syncToken === syncToken)
    return [...before.objects.values()].map(({ entry }) => entry);
  const names = (await readObjectNames(session, call, ref)) ?? new Map<string, string>();
  const objects = new Map<string, { readonly etag: string; readonly entry: ObservedEntry }>();
  const unread: string[] = [];
  for (const [native, etag] of names) {
    const known = before?.objects.get(native);
    if (known?.etag === etag) objects.set(native, known);
    else if (entryOfName(native) === null)
      objects.set(native, { etag, entry: { kind: 'entry', space, native, entry: null, digest: null, intact: true } });
    else unread.push(native);
  }
  for (const { name: native, etag, data } of await readObjects(session, call, ref, unread))
    objects.set(native, { etag, entry: { kind: 'entry', space, native, ...seenObject(tool, native, data) } });
  if (syncToken !== null) session.entriesRead.set(space, { syncToken, objects });
  return [...objects.values()].map(({ entry }) => entry);
};
