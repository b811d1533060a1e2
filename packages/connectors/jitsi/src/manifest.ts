import type { Manifest } from '@passerelle/connector-kit';
import { configSchema, type JitsiConfig } from './config.ts';
import { groupRule, roomRule } from './naming-rules.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

/** Rooms only: nothing is read and nothing is written. Who may what is decided at the door, by a token for minutes. */
export const manifest: Manifest<JitsiConfig> = {
  id: 'jitsi',
  title: 'Jitsi',
  identity: false,
  kinds: ['space'],
  tools: ['video'],
  levels: {
    video: { join: 'affiliation member', moderate: 'affiliation owner' },
  },
  // The contract asks for one; without the kind `account` none is ever made.
  accountModes: ['await'],
  removing: { space: 'jitsi.removing.space' },
  naming: { group: groupRule, space: roomRule },
  mergesMembershipsIntoCreate: false,
  concurrency: 1,
  rations: [],
  foundAgainBy: { space: 'natural-key' },
  rights: { running: ['jitsi.rights.running'], setup: ['jitsi.rights.setup'] },
  config: configSchema,
  texts: { fr, en },
};
