import { ConnectorError } from '@passerelle/connector-kit';
import type { Grant, NativeId } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { groupHref, type Access, type GroupShare, type ShareChange } from '../../client/dav-collections.ts';
import { adminGroup, protectedError } from '../../protection.ts';
import type { CollectionTool } from './collection-tool.ts';

export interface WantedShare {
  readonly group: NativeId;
  /** Null: none. */
  readonly access: Exclude<Access, 'other'> | null;
}

/** Our grants in the platform's words. Null: a group that must get something is not there. */
export const wantedShares = (
  { tool, levels }: CollectionTool,
  work: Work,
  grants: readonly Grant[],
  request: string,
): WantedShare[] | null => {
  const wanted: WantedShare[] = [];
  for (const { group, level } of grants) {
    const access = levels.accessOf(level);
    if (access === undefined) {
      const detail = `no level of ${tool}: ${level}`;
      throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
    }
    const native = work.groups.get(group);
    if (native === adminGroup) throw protectedError(request, native, 'the group of the administrators');
    if (native !== undefined) wanted.push({ group: native, access });
    else if (level !== 'none') return null;
  }
  return wanted;
};

const rank = (access: Access | null): number => (access === 'read-write' ? 2 : access === null ? 0 : 1);

/** What a group may do: the highest of its shares, should it have several in different encodings. Null: nothing. */
export const accessIn = (shares: readonly GroupShare[], group: NativeId): Access | null => {
  let highest: Access | null = null;
  for (const share of shares) if (share.group === group && rank(share.access) > rank(highest)) highest = share.access;
  return highest;
};

/** True when going from one access to another only gives, or only takes. What is no level was shown as such in the plan: it decides. */
export const isInDirection = (direction: 'raise' | 'lower', before: Access | null, after: Access | null): boolean =>
  before === 'other' || (direction === 'raise' ? rank(before) <= rank(after) : rank(before) >= rank(after));

/** What to send so that everything is as wanted: a group keeps the one address that it has, and a second one goes. Empty: nothing to do. */
export const shareChanges = (shares: readonly GroupShare[], wanted: readonly WantedShare[]): ShareChange[] =>
  wanted.flatMap(({ group, access }) => {
    const present = shares.filter((share) => share.group === group);
    const [first, ...others] = present;
    const isRight = access === null ? first === undefined : first?.access === access && others.length === 0;
    if (isRight) return [];
    const surplus = (access === null ? present : others).map(({ href }) => ({ href, access: null }));
    return access === null ? surplus : [...surplus, { href: first?.href ?? groupHref(group), access }];
  });
