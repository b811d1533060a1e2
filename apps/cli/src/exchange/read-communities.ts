import { readFileSync } from 'node:fs';
import { message, type CommunityId, type TargetId, type Tool } from '@passerelle/model';
import { communitiesFile } from '@passerelle/store';
import { ConfigError } from '../config/config-error.ts';
import { problemsOf } from '../config/problems-of.ts';
import { readYaml } from '../config/read-yaml.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A file of communities, its form checked, ready for `loadCommunities`. A community that is new here and names no tools gets the instance's usual ones.
 * @throws ConfigError that names lines
 */
export function readCommunities(
  file: string,
  {
    tools,
    known,
  }: { readonly tools: Readonly<Partial<Record<Tool, TargetId>>>; readonly known: ReadonlySet<CommunityId> },
): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(file, [{ line: null, path: '', message: message('config.unreadable', { reason }) }]);
  }
  const { value, lineOf } = readYaml(file, text);
  const parsed = communitiesFile.safeParse(value);
  if (!parsed.success) {
    const problems = problemsOf(communitiesFile, parsed.error.issues);
    throw new ConfigError(
      file,
      problems.map(({ path, message: said }) => ({ line: lineOf(path), path: path.join('.'), message: said })),
    );
  }
  if (!isRecord(value) || !Array.isArray(value['communities'])) return value;
  const usual = Object.fromEntries(Object.entries(tools).map(([tool, target]) => [tool, { target }]));
  const communities = value['communities'].map((entry: unknown) => {
    if (!isRecord(entry) || entry['tools'] !== undefined || [...known].some((id) => id === entry['slug'])) return entry;
    return { ...entry, tools: usual };
  });
  return { ...value, communities };
}
