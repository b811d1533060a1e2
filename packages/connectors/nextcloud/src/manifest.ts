import type { Manifest } from '@passerelle/connector-kit';
import { configSchema, type NextcloudConfig } from './config.ts';
import { groupRule, spaceRule } from './naming-rules.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };
import { toolSpaces } from './tools/index.ts';

export const manifest: Manifest<NextcloudConfig> = {
  id: 'nextcloud',
  title: 'Nextcloud',
  identity: false,
  kinds: ['account', 'group', 'membership', 'space', 'grant', 'entry'],
  tools: toolSpaces.map(({ tool }) => tool),
  levels: Object.fromEntries(toolSpaces.map(({ tool, shownLevels }) => [tool, shownLevels])),
  entries: Object.fromEntries(
    toolSpaces.flatMap(({ tool, entries }) => (entries === undefined ? [] : [[tool, entries.type]])),
  ),
  accountModes: ['create', 'provision', 'await'],
  removing: {
    account: 'nextcloud.removing.account',
    group: 'nextcloud.removing.group',
    membership: 'nextcloud.removing.membership',
    space: 'nextcloud.removing.space',
    grant: 'nextcloud.removing.grant',
    entry: 'nextcloud.removing.entry',
  },
  naming: { group: groupRule, space: spaceRule },
  // A working group's folder hangs in its parent's, and one of its own in that.
  nesting: 3,
  mergesMembershipsIntoCreate: true,
  // Measured: 4 at once make 2.2 accounts a second, hashing being the limit; more only wait (facts §13).
  concurrency: 4,
  // Takings need neither edits nor new shares: nothing is kept back for them.
  rations: [
    { bucket: 'edits', calls: 50, seconds: 600, reserved: 0 },
    { bucket: 'shares', calls: 20, seconds: 600, reserved: 0 },
  ],
  foundAgainBy: { account: 'natural-key', group: 'natural-key', space: 'natural-key', entry: 'natural-key' },
  rights: {
    running: [
      'nextcloud.rights.users',
      'nextcloud.rights.folders',
      'nextcloud.rights.lists',
      'nextcloud.rights.provision',
      'nextcloud.rights.owners',
    ],
    setup: ['nextcloud.rights.setup'],
  },
  config: configSchema,
  texts: { fr, en },
};
