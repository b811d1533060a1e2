import { readFileSync } from 'node:fs';
import type { Community } from '@passerelle/model';
import { communitiesFile } from '@passerelle/store';
import { CliError } from '../runtime/cli-error.ts';
import { ConfigError } from '../config/config-error.ts';
import { problemsOf } from '../config/problems-of.ts';
import { readYaml } from '../config/read-yaml.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tools of communities that the file gives none: what they have now; of a new one, what the configuration says. */
export interface UsualTools {
  readonly known: ReadonlyMap<string, Community['tools']>;
  readonly configured: Community['tools'];
  /** What the file claims without naming an origin is taken as entered by hand: techniciens may end it. Default: the file's own. */
  readonly byHand?: boolean;
}

/**
 * A file of communities, its form checked, ready for `loadCommunities`. An entry that does not speak of tools leaves them as they are; a new community
 * gets the instance's usual ones. `tools: {}` says none. @throws ConfigError that names lines
 */
export function readCommunities(file: string, { known, configured, byHand = false }: UsualTools): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError('cli.file-unreadable', { file, reason });
  }
  const { value, lineOf } = readYamlOf(file, text);
  const parsed = communitiesFile.safeParse(value);
  if (!parsed.success) {
    const problems = problemsOf(communitiesFile, parsed.error.issues);
    throw new ConfigError(
      file,
      problems.map(({ path, message: said }) => ({ line: lineOf(path), path: path.join('.'), message: said })),
      'communities',
    );
  }
  if (!isRecord(value) || !Array.isArray(value['communities'])) return value;
  const written = (tools: Community['tools']) =>
    Object.fromEntries(Object.entries(tools).map(([tool, target]) => [tool, { target }]));
  const communities = value['communities'].map((entry: unknown) => {
    if (!isRecord(entry)) return entry;
    const claims = byHand
      ? { members: withOrigin(entry['members']), assignments: withOrigin(entry['assignments']) }
      : {};
    if (entry['tools'] !== undefined) return { ...entry, ...claims };
    return { ...entry, ...claims, tools: written(known.get(String(entry['slug'])) ?? configured) };
  });
  return { ...value, communities };
}

const withOrigin = (claims: unknown): readonly unknown[] =>
  Array.isArray(claims) ? claims.map((claim: unknown) => (isRecord(claim) ? { origin: 'hand', ...claim } : claim)) : [];

/** About 200,000 memberships as an export writes them. */
const mostBytes = 16 * 1_048_576;

function readYamlOf(file: string, text: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(file, text, mostBytes);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(file, error.problems, 'communities') : error;
  }
}

/** The tools that each community has now, by slug. */
export const toolsOfCommunities = (communities: readonly Community[]): UsualTools['known'] =>
  new Map(communities.map(({ id, tools }) => [id, tools]));
