import type { Manifest } from '@passerelle/connector-kit';
import { configSchema, type DiscourseConfig } from './config.ts';
import { shownLevels } from './levels.ts';
import { groupRule, spaceRule } from './naming-rules.ts';
import { forumParts, usualDepth } from './parts.ts';
import { rationsOf } from './rations.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export const manifest: Manifest<DiscourseConfig> = {
  id: 'discourse',
  title: 'Discourse',
  identity: false,
  kinds: ['account', 'group', 'membership', 'space', 'grant'],
  tools: ['forum'],
  levels: { forum: shownLevels },
  parts: { forum: forumParts },
  nesting: usualDepth,
  // A sub-category's groups must be in the category around it (facts §5).
  insideNeeds: { forum: 'read' },
  accountModes: ['create'],
  // Neither `sync_sso` nor the list of users takes an account without one.
  accountsNeed: ['email'],
  removing: {
    account: 'discourse.removing.account',
    group: 'discourse.removing.group',
    membership: 'discourse.removing.membership',
    space: 'discourse.removing.space',
    grant: 'discourse.removing.grant',
  },
  naming: { group: groupRule, space: spaceRule },
  mergesMembershipsIntoCreate: true,
  // One PUT or DELETE takes a thousand people of a group (facts §4).
  joins: { kind: 'membership', most: 1000 },
  // Calls are rationed, not slow: more at once only reach the end of the minute's ration sooner.
  concurrency: 2,
  rations: rationsOf(60),
  foundAgainBy: { account: 'natural-key', group: 'mark', space: 'natural-key' },
  rights: {
    running: ['discourse.rights.global', 'discourse.rights.scopes'],
    setup: ['discourse.rights.setup'],
  },
  config: configSchema,
  texts: { fr, en },
};
