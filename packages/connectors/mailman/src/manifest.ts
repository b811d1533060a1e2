import type { Manifest } from '@passerelle/connector-kit';
import { configSchema, type MailmanConfig } from './config.ts';
import { shownLevels } from './levels.ts';
import { groupRule, spaceRule } from './naming-rules.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export const manifest: Manifest<MailmanConfig> = {
  id: 'mailman',
  title: 'Mailman',
  identity: false,
  kinds: ['account', 'space', 'grant'],
  grantsTo: 'people',
  tools: ['list'],
  levels: { list: shownLevels },
  accountModes: ['create'],
  // An address is what is on a list.
  accountsNeed: ['email'],
  removing: {
    account: 'mailman.removing.account',
    space: 'mailman.removing.space',
    grant: 'mailman.removing.grant',
  },
  naming: { group: groupRule, space: spaceRule },
  mergesMembershipsIntoCreate: true,
  // Four at once were no faster than one after the other (facts, identity.md §5).
  concurrency: 2,
  rations: [],
  foundAgainBy: { account: 'natural-key', space: 'mark' },
  rights: { running: ['mailman.rights.running'], setup: ['mailman.rights.setup'] },
  config: configSchema,
  texts: { fr, en },
};
