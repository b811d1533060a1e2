import { compareLevels, type Level, type Message, type TargetId, type Tool } from '@passerelle/model';
import type { OwnGrant } from './observed-own-grants.ts';

interface Told {
  readonly state: 'holds' | 'broken' | 'unknown';
  readonly code: string;
  readonly params: Message['params'];
}

/** Where grants go to people: how what somebody has in a space stands to what they should have. Null: there is nothing to say of it. */
export function ownGrantLink(
  own: OwnGrant | 'no-space',
  { tool, target, should }: { readonly tool: Tool; readonly target: TargetId; readonly should: Level },
): Told | null {
  const place = { tool, target };
  if (own === 'no-space') return should === 'none' ? null : { state: 'broken', code: 'space-none', params: place };
  const { level, detail, made, isRead } = own;
  if (level === null) {
    if (!isRead) return { state: 'unknown', code: 'grant-unread', params: place };
    if (should === 'none') return null;
    // It was given and is gone: taken away there, perhaps by the person.
    return { state: 'broken', code: made === null ? 'grant-none' : 'grant-left', params: place };
  }
  if (level === 'other') return { state: 'unknown', code: 'grant-other', params: { ...place, detail } };
  if (made === null && compareLevels(tool, level, should) > 0)
    return { state: 'broken', code: 'grant-unexpected', params: { ...place, level } };
  return { state: level === should ? 'holds' : 'broken', code: 'grant', params: { ...place, level } };
}
