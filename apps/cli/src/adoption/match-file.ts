import { readFileSync } from 'node:fs';
import type { Adoption, Proposal } from '@passerelle/engine';
import {
  groupKey,
  isCommunityId,
  isParticipation,
  isRoleId,
  isTool,
  message,
  participationStation,
  roleStation,
  spaceKey,
  targetId,
  type GroupKey,
  type SpaceKey,
} from '@passerelle/model';
import { Document, isMap, isSeq } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../config/config-error.ts';
import { problemsOf } from '../config/problems-of.ts';
import { readYaml } from '../config/read-yaml.ts';
import { CliError } from '../runtime/cli-error.ts';

const matchFile = z.strictObject({
  version: z.literal(1),
  matches: z.array(
    z.strictObject({
      /** The yes, to be put in or taken out by whoever reads the file. */
      adopt: z.boolean(),
      target: z.string().min(1),
      kind: z.enum(['group', 'space']),
      /** As the platform shows it: for the reader. */
      name: z.string(),
      /** As the platform knows it. */
      native: z.string().min(1),
      /** What it becomes: `icane/participation:core`, `icane/role:technicien`, `icane/files/main`. */
      is: z.string().min(1),
    }),
  ),
});

/** The proposals as a file to read, change and give back. Reasons and doubts stand in it as comments. @param tell what is said of one, line by line */
export function writeMatches(
  proposals: readonly Proposal[],
  tell: (proposal: Proposal) => readonly string[],
  head: string,
): string {
  const matches = proposals.map(({ adoption, confidence }) => ({
    adopt: confidence === 'sure',
    target: adoption.target,
    kind: adoption.kind,
    name: adoption.label,
    native: adoption.native,
    is: adoption.key,
  }));
  const document = new Document({ version: 1, matches });
  document.commentBefore = head
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
  const list = document.get('matches');
  if (isSeq(list)) {
    for (const [index, item] of list.items.entries()) {
      const proposal = proposals[index];
      if (isMap(item) && proposal !== undefined)
        item.commentBefore = tell(proposal)
          .map((line) => ` ${line}`)
          .join('\n');
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** The matches of a file that say yes. @throws ConfigError that names lines, CliError */
export function readMatches(file: string): readonly Adoption[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError('cli.file-unreadable', { file, reason });
  }
  const { value, lineOf } = readYaml(file, text);
  const parsed = matchFile.safeParse(value);
  if (!parsed.success) {
    const problems = problemsOf(matchFile, parsed.error.issues);
    throw new ConfigError(
      file,
      problems.map(({ path, message: said }) => ({ line: lineOf(path), path: path.join('.'), message: said })),
      'matches',
    );
  }
  const adoptions: Adoption[] = [];
  const wrong: ConstructorParameters<typeof ConfigError>[1][number][] = [];
  for (const [index, match] of parsed.data.matches.entries()) {
    if (!match.adopt) continue;
    const adoption = adoptionOf(match);
    if (adoption === null) {
      const path = ['matches', index, 'is'];
      wrong.push({ line: lineOf(path), path: path.join('.'), message: message('adopt.bad-key', { kind: match.kind }) });
    } else adoptions.push(adoption);
  }
  if (wrong.length > 0) throw new ConfigError(file, wrong, 'matches');
  return adoptions;
}

type Match = z.infer<typeof matchFile>['matches'][number];

function adoptionOf({ kind, target, native, name, is }: Match): Adoption | null {
  const base = { target: targetId(target), native, label: name };
  if (kind === 'group') {
    const key = groupKeyOf(is);
    return key === null ? null : { ...base, kind, key };
  }
  const key = spaceKeyOf(is);
  return key === null ? null : { ...base, kind, key };
}

function groupKeyOf(text: string): GroupKey | null {
  const [community = '', station = '', more] = text.split('/');
  const [kind = '', name = ''] = station.split(':');
  if (!isCommunityId(community) || more !== undefined) return null;
  if (kind === 'participation' && isParticipation(name)) return groupKey(community, participationStation(name));
  return kind === 'role' && isRoleId(name) ? groupKey(community, roleStation(name)) : null;
}

function spaceKeyOf(text: string): SpaceKey | null {
  const [community = '', tool = '', name = 'main', more] = text.split('/');
  return isCommunityId(community) && isTool(tool) && more === undefined ? spaceKey(community, tool, name) : null;
}
