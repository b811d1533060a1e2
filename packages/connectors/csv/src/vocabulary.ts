import {
  isBuiltInRole,
  isCommunityId,
  isLanguage,
  isParticipation,
  isRoleId,
  builtInRoles,
  communityId,
  parseDate,
  roleId,
  type CommunityId,
  type Language,
  type LocalDate,
  type Participation,
  type RoleId,
} from '@passerelle/model';
import type { CsvConfig } from './config.ts';
import words from './data/words.json' with { type: 'json' };
import { foldWords, withoutSecondEnding } from './fold-words.ts';
import { remembered } from './remembered.ts';

/** What the words in cells mean. */
export interface Vocabulary {
  participation(word: string): Participation | null;
  role(word: string): RoleId | null;
  community(word: string): CommunityId | null;
  language(word: string): Language | null;
  date(text: string): LocalDate | null;
  /** To tell somebody who used another word. */
  readonly roles: readonly string[];
  readonly participations: readonly string[];
}

const participations = new Map<string, Participation>();
for (const [level, names] of Object.entries(words.participation)) {
  if (isParticipation(level)) for (const name of names) participations.set(name, level);
}
const builtIn = new Map<string, RoleId>();
for (const [role, names] of Object.entries(words.role)) {
  if (isBuiltInRole(role)) for (const name of names) builtIn.set(name, roleId(role));
}
const languages = new Map<string, Language>();
for (const [language, names] of Object.entries(words.language)) {
  if (isLanguage(language)) for (const name of names) languages.set(name, language);
}

export function vocabularyOf(config: CsvConfig): Vocabulary {
  const roles = new Map(builtIn);
  for (const [word, role] of Object.entries(config.roles)) {
    roles.set(foldWords(word), role);
    roles.set(foldWords(role), role);
  }
  const communities = new Map<string, CommunityId>();
  for (const [word, community] of Object.entries(config.communities)) communities.set(foldWords(word), community);
  const find = <T>(known: ReadonlyMap<string, T>, word: string): T | null =>
    known.get(foldWords(withoutSecondEnding(word))) ?? known.get(foldWords(word)) ?? null;
  return {
    participation: remembered((word) => find(participations, word)),
    role: remembered((word) => find(roles, word)),
    community: remembered((word) => {
      const known = communities.get(foldWords(word));
      if (known !== undefined) return known;
      const slug = foldWords(word).replaceAll(' ', '-');
      return isCommunityId(slug) ? communityId(slug) : null;
    }),
    date: remembered(parseDate),
    // `fr-BE` is French.
    language: remembered(
      (word) => languages.get(foldWords(word)) ?? languages.get(foldWords(word).split(' ')[0] ?? '') ?? null,
    ),
    roles: [...builtInRoles, ...Object.values(config.roles).filter((role) => isRoleId(role))],
    participations: ['noyau', 'actif', 'participant', 'observateur', 'membre'],
  };
}
