import type { Role } from './role.ts';

/** What a request is about, by the parameters of its path. It decides what the asker is to it (`rolesOf`). */
export type About = 'nothing' | 'instance' | 'community' | 'person' | 'person-there' | 'plan' | 'drift' | 'act';

/** Who may. Nobody else. */
export interface Rule {
  readonly about: About;
  readonly may: readonly Role[];
  /** What those who may are shown less than all of. English, for the table of rights. */
  readonly narrowed?: string;
}

const looksAfter: readonly Role[] = ['coordinator', 'technicien'];
const reads: readonly Role[] = ['auditor', 'administrator'];

/** Rules that several endpoints share. */
export const rules = {
  everybody: { about: 'nothing', may: ['nobody', 'person'] },
  whoeverIsKnown: { about: 'instance', may: ['person'] },
  instanceReaders: { about: 'instance', may: reads },
  communityMembers: { about: 'community', may: ['member', ...looksAfter, ...reads] },
  communityActors: { about: 'community', may: ['technicien', 'administrator'] },
  communityCarers: { about: 'community', may: [...looksAfter, ...reads] },
} as const satisfies Readonly<Record<string, Rule>>;
