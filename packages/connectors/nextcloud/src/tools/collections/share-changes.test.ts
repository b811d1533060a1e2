import { describe, expect, test } from 'vitest';
import { groupHref, type GroupShare } from '../../client/dav-collections.ts';
import { accessIn, isInDirection, shareChanges } from './share-changes.ts';

const share = (group: string, access: GroupShare['access'], href = groupHref(group)): GroupShare => ({
  group,
  access,
  href,
});

test('a group is named in one way, as PHP encodes it, so that it never gets two shares', () => {
  expect(groupHref('cop-icane-core')).toBe('principal:principals/groups/cop-icane-core');
  expect(groupHref("Équipe d'été (A) & B/C")).toBe(
    'principal:principals/groups/%C3%89quipe+d%27%C3%A9t%C3%A9+%28A%29+%26+B%2FC',
  );
});

describe('what is sent', () => {
  const core = groupHref('core');
  test('is what differs, and nothing about groups of others', () => {
    const shares = [share('core', 'read'), share('same', 'read'), share('foreign', 'read-write')];
    const wanted = [
      { group: 'core', access: 'read-write' },
      { group: 'same', access: 'read' },
      { group: 'new', access: 'read' },
    ] as const;
    expect(shareChanges(shares, wanted)).toEqual([
      { href: core, access: 'read-write' },
      { href: groupHref('new'), access: 'read' },
    ]);
  });

  test('ends every share of a group that loses its access, in whatever spelling, and those only', () => {
    const spelled = 'principal:principals/groups/%63ore';
    const shares = [share('core', 'read'), share('core', 'read-write', spelled), share('foreign', 'read')];
    expect(shareChanges(shares, [{ group: 'core', access: null }])).toEqual([
      { href: core, access: null },
      { href: spelled, access: null },
    ]);
    expect(shareChanges(shares, [{ group: 'absent', access: null }])).toEqual([]);
  });

  test('keeps the one spelling that is there, and takes a second share away', () => {
    const spelled = 'principal:principals/groups/%63ore';
    expect(shareChanges([share('core', 'read', spelled)], [{ group: 'core', access: 'read-write' }])).toEqual([
      { href: spelled, access: 'read-write' },
    ]);
    const twice = [share('core', 'read'), share('core', 'read-write', spelled)];
    expect(accessIn(twice, 'core')).toBe('read-write');
    expect(shareChanges(twice, [{ group: 'core', access: 'read' }])).toEqual([
      { href: spelled, access: null },
      { href: core, access: 'read' },
    ]);
  });
});

test('a lowering gives nothing, a raise takes nothing away; what is no level is for the plan to judge', () => {
  expect(isInDirection('lower', null, 'read')).toBe(false);
  expect(isInDirection('lower', 'read-write', 'read')).toBe(true);
  expect(isInDirection('raise', 'read-write', 'read')).toBe(false);
  expect(isInDirection('raise', null, 'read-write')).toBe(true);
  expect(isInDirection('lower', 'other', 'read')).toBe(true);
});
