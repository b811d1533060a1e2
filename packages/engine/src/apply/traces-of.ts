import { communityOfKey, type Change, type Grant, type GroupKey, type SpaceKey } from '@passerelle/model';
import type { Named, Trace } from './trace.ts';

export interface Applied {
  readonly target: string;
  readonly change: Change;
  /** Told by creates, links and adoptions. */
  readonly native: string | null;
  readonly anchor: string | null;
}

const nothing: Named = { native: '' };

/** Marked, not deleted: a reading that began before may still bring the old row, which must not come back. */
const gone = { gone: true };

const see = (kind: Extract<Trace, { do: 'see' }>['kind'], a: Named, b: Named, data: object): Trace => ({
  do: 'see',
  kind,
  a,
  b,
  data,
});

/** `where`: of a space that was never made nothing is given. */
const ofGrants = (space: SpaceKey, grants: readonly Grant[], where?: Named): Trace[] =>
  grants.flatMap(({ group, level }): Trace[] => {
    const only = where === undefined ? {} : { where };
    return level === 'none'
      ? [{ do: 'disown-grant', space, group, ...only }, see('grant', { space }, { group }, gone)]
      : [{ do: 'own-grant', space, group, level, ...only }, see('grant', { space }, { group }, { level, detail: '' })];
  });

function ofAccount({ target, change, native, anchor }: Applied & { change: { kind: 'account' } }): Trace[] {
  const { person } = change;
  switch (change.verb) {
    case 'create':
    case 'adopt': {
      const id = native ?? (change.verb === 'adopt' ? change.native : null);
      if (id === null) throw new Error(`account of ${person} on ${target}: the connector told no native id`);
      if (change.verb === 'adopt') return [{ do: 'link', person, native: id, anchor, ownership: 'adopted' }];
      const isAwaited = change.mode === 'await';
      return [
        { do: 'link', person, native: id, anchor, ownership: isAwaited ? 'linked' : 'made' },
        ...(isAwaited ? [] : [{ do: 'give-address', person, email: change.profile.email } as const]),
        see('account', { native: id }, nothing, {
          anchor,
          login: change.hint?.login ?? id,
          enabled: true,
          profile: isAwaited ? {} : change.profile,
          federated: isAwaited,
          protected: null,
        }),
      ];
    }
    case 'update':
      return [
        ...(change.fields.includes('email')
          ? [{ do: 'give-address', person, email: change.profile.email } as const]
          : []),
        { do: 'see-account', person, data: { profile: change.profile } },
      ];
    case 'enable':
    case 'disable':
      return [
        { do: 'switch', person, off: change.verb === 'disable' },
        { do: 'see-account', person, data: { enabled: change.verb === 'enable' } },
      ];
  }
}

const ofObject = (
  kind: 'group' | 'space',
  key: GroupKey | SpaceKey,
  { change, native }: Pick<Applied, 'change' | 'native'>,
): Trace =>
  change.verb === 'update' && 'label' in change
    ? { do: 'label', kind, key, label: change.label }
    : { do: 'name', kind, key, native, adopted: change.verb === 'adopt' };

/** What was applied becomes part of what we know: links, names, what is ours, and the observed state. @throws Error when a connector did not tell an id */
export function tracesOf(applied: Applied): Trace[] {
  const { change, native } = applied;
  switch (change.kind) {
    case 'account':
      return ofAccount({ ...applied, change });
    case 'group': {
      const { group } = change;
      const known = { label: 'label' in change ? change.label : '', mark: null };
      return [
        ofObject('group', group, applied),
        ...(change.verb === 'adopt' ? [] : [see('group', { group }, nothing, known)]),
        // Born empty: its members are known.
        ...(change.verb === 'create' ? [{ do: 'know-whole', part: 'members', of: { group } } as const] : []),
      ];
    }
    case 'membership': {
      if (change.verb === 'put-back')
        return [see('membership', { group: change.group }, { native: change.account }, gone)];
      const { community, person } = change;
      const traces = (keys: readonly GroupKey[], verb: 'own-membership' | 'disown-membership', data: object): Trace[] =>
        keys.flatMap((group) => [
          { do: verb, community, person, group },
          see('membership', { group }, { account: person }, data),
        ]);
      return [...traces(change.add, 'own-membership', {}), ...traces(change.remove, 'disown-membership', gone)];
    }
    case 'space': {
      const { space } = change;
      const tool: Named = { native: space.split('/')[1] ?? '' };
      const known = { label: 'label' in change ? change.label : '', mark: null };
      return [
        ofObject('space', space, applied),
        ...(change.verb === 'adopt' ? [] : [see('space', { space }, tool, known)]),
        ...(change.verb === 'create'
          ? [
              ...ofGrants(space, change.grants, { space }),
              { do: 'know-whole', part: 'grants', of: { space } } as const,
              // Nobody has put anything into it yet.
              { do: 'know-whole', part: 'entries', of: { space } } as const,
            ]
          : []),
      ];
    }
    case 'grant': {
      const { space } = change;
      if (change.verb === 'change') return ofGrants(space, change.grants);
      if (change.verb === 'put-back') return [see('grant', { space }, { native: change.account }, gone)];
      const { person, level } = change;
      const key = { community: communityOfKey(space), space, person };
      return level === 'none'
        ? [{ do: 'disown-person-grant', ...key }, see('grant', { space }, { account: person }, gone)]
        : [
            { do: 'own-person-grant', ...key, level },
            see('grant', { space }, { account: person }, { level, detail: '' }),
          ];
    }
    case 'entry': {
      const { space, entry } = change;
      const key = { community: communityOfKey(space), space, entry, where: { space } };
      if (change.verb === 'remove')
        return [{ do: 'disown-entry', ...key }, see('entry', { space }, { native: change.native }, gone)];
      const { digest } = change;
      return [
        { do: 'own-entry', ...key, digest },
        ...(native === null ? [] : [see('entry', { space }, { native }, { entry, digest, intact: true })]),
      ];
    }
  }
}
