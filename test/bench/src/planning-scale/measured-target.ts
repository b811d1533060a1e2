import { nextcloud } from '@passerelle/connector-nextcloud';
import { targetId, toolLevels } from '@passerelle/model';
import type { TargetView } from '@passerelle/plan';

/** The one target, as the planner sees it: a Nextcloud with folders. */
export const measuredTarget: TargetView = {
  id: targetId('cloud'),
  identity: false,
  tools: ['files'],
  kinds: nextcloud.manifest.kinds,
  levels: {
    files: toolLevels.files.filter(
      (level) => level === 'none' || nextcloud.manifest.levels.files?.[level] !== undefined,
    ),
  },
  accountMode: { local: 'create', directory: 'create' },
  nameOf(kind, key) {
    const [community = '', what = ''] = key.split('/');
    return kind === 'group' ? `cop-${community}-${what.slice(what.indexOf(':') + 1)}` : community;
  },
};
