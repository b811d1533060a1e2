import type { NextcloudState, TeamFolder } from '../state.ts';

/** One advanced permission of a node: within `mask`, `permissions` replace what the folder above gives. */
export interface AclRule {
  readonly type: 'user' | 'group';
  readonly id: string;
  readonly mask: number;
  readonly permissions: number;
}

const ALL = 31;

const applies = (state: NextcloudState, rule: AclRule, uid: string): boolean =>
  rule.type === 'user' ? rule.id === uid : (state.groups.get(rule.id)?.members.has(uid) ?? false);

/** The paths from the folder's root down to a node, itself included. */
const wayTo = (path: string): string[] => {
  const parts = path === '' ? [] : path.split('/');
  return ['', ...parts.map((_part, index) => parts.slice(0, index + 1).join('/'))];
};

/**
 * What the rules leave of everything on the way to a node. The rules of one node add up over a person's groups, the
 * highest winning; a group without a rule adds nothing, so that it does not undo another group's denial (facts §3).
 */
export const aclRights = (state: NextcloudState, folder: TeamFolder, uid: string, path: string): number => {
  if (!folder.acl) return ALL;
  let rights = ALL;
  for (const each of wayTo(path)) {
    let [mask, permissions] = [0, 0];
    for (const rule of folder.rules.get(each) ?? []) {
      if (!applies(state, rule, uid)) continue;
      mask |= rule.mask;
      permissions |= rule.permissions & rule.mask;
    }
    rights = (rights & ~mask) | permissions;
  }
  return rights;
};

/** The rules that a node has from above, one per person or group, the nearest winning bit by bit. */
export const inheritedRules = (folder: TeamFolder, path: string): AclRule[] => {
  const merged = new Map<string, AclRule>();
  for (const each of wayTo(path).slice(0, -1)) {
    for (const rule of folder.rules.get(each) ?? []) {
      const key = `${rule.type} ${rule.id}`;
      const above = merged.get(key) ?? { ...rule, mask: 0, permissions: 0 };
      const permissions = (above.permissions & ~rule.mask) | (rule.permissions & rule.mask);
      merged.set(key, { ...rule, mask: above.mask | rule.mask, permissions });
    }
  }
  return [...merged.values()];
};

/** May set rules: named in `manageACL`, oneself or through a group. Being an administrator is not enough (facts §3). */
export const managesAcl = (state: NextcloudState, folder: TeamFolder, uid: string): boolean =>
  folder.manage.some(({ type, id }) =>
    type === 'user' ? id === uid : (state.groups.get(id)?.members.has(uid) ?? false),
  );
