import {
  isLevelOf,
  isParticipation,
  isTool,
  labelOfLevel,
  labelOfStation,
  labelOfTool,
  participationStation,
  roleStation,
  stationsOf,
  toolLevels,
  tools,
  type Community,
  type Level,
  type Station,
  type Tool,
} from '@passerelle/model';
import { CliError } from '../runtime/cli-error.ts';
import { cliTexts } from '../texts/texts.ts';
import { participationOf, roleOf } from './dates.ts';

const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[’']/g, "'").trim();
const languages = ['fr', 'en'] as const;

/** A station as somebody typed it: a participation level or a role, by its short name or by its word in either language. @throws CliError */
export function stationOf(community: Community, value: string): Station {
  const word = fold(value.replace(/^(?:participation|role):/, ''));
  const named = stationsOf(community).find((station) =>
    languages.some((language) =>
      labelOfStation(community, station, language)
        .split(', ')
        .some((label) => isWord(word, fold(label))),
    ),
  );
  if (named !== undefined) return named;
  if (isParticipation(word)) return participationStation(word);
  try {
    const participation = participationOf(word);
    if (participation !== undefined) return participationStation(participation);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
  }
  return roleStation(roleOf(community, word));
}

/** "participants" is "participant". */
const isWord = (typed: string, label: string): boolean => typed === label || typed === `${label}s`;

/** A tool by its short name, or by its long or short word in either language: "gestionnaire de fichiers", "fichiers", "files". @throws CliError */
export function toolNamed(value: string): Tool {
  const word = fold(value);
  const namesOf = (tool: Tool): readonly string[] =>
    languages.flatMap((language) => [labelOfTool(tool, language), cliTexts[language][`policy.tool.${tool}`] ?? tool]);
  const found = isTool(word) ? word : tools.find((tool) => namesOf(tool).some((name) => fold(name) === word));
  if (found === undefined) throw new CliError('cli.unknown-tool', { tool: value, known: tools.join(', ') });
  return found;
}

/** @throws CliError */
export function levelNamed(tool: Tool, value: string): Level {
  const word = fold(value);
  if (isLevelOf(tool, word)) return word;
  const levels: readonly Level[] = toolLevels[tool];
  const found = levels.find((level) =>
    languages.some((language) => fold(labelOfLevel(tool, level, language)) === word),
  );
  if (found === undefined) throw new CliError('cli.unknown-level', { level: value, tool, known: levels.join(', ') });
  return found;
}
