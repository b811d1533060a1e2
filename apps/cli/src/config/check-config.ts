import { isAbsolute, resolve } from 'node:path';
import {
  isParticipation,
  isTool,
  message,
  sourceId,
  targetId,
  tools as allTools,
  validateInstancePolicy,
  type PolicyTable,
  type TargetId,
  type Tool,
} from '@passerelle/model';
import { z } from 'zod';
import type { Registry } from '../registry.ts';
import type { Config, ConfiguredSource, ConfiguredTarget } from './config.ts';
import { ConfigError } from './config-error.ts';
import { nearest } from './nearest.ts';
import { problemsOf, type Problem } from './problems-of.ts';
import type { Path } from './read-yaml.ts';
import { configSchema, sourceSchema, targetSchema, type ParsedConfig } from './schema.ts';
import { resolveSecrets, type SecretPlaces } from './secrets.ts';
import { territoryProblems } from './territory-problems.ts';

export interface CheckOptions {
  readonly file: string;
  readonly folder: string;
  readonly registry: Registry;
  readonly secrets: SecretPlaces;
  readonly lineOf: (path: Path) => number | null;
  /** `allowed`: the values were made by this program (the sandbox), in memory. */
  readonly literals: 'refused' | 'allowed';
}

/** Makes a Config of a parsed passerelle.yaml. @throws ConfigError with everything that is wrong */
export function checkConfig(raw: unknown, options: CheckOptions): Config {
  const { file, folder, registry } = options;
  const { value, secrets, problems: ofSecrets } = resolveSecrets(raw, options.secrets, options);
  const problems: Problem[] = [...ofSecrets];
  const parsed = configSchema.safeParse(value ?? {});
  if (!parsed.success) problems.push(...problemsOf(configSchema, parsed.error.issues));
  // What the connectors say is told together with the rest, in one go.
  const sources: ConfiguredSource[] = [];
  const targets: ConfiguredTarget[] = [];
  for (const [name, given] of entriesOf(value, 'sources')) {
    const source = checkSource(name, given, registry, problems);
    if (source !== null) sources.push(source);
  }
  for (const [name, given] of entriesOf(value, 'targets')) {
    const target = checkTarget(name, given, registry, problems);
    if (target !== null) targets.push(target);
  }
  problems.push(...territoryProblems(sources, targets));
  if (parsed.success) {
    problems.push(...databaseProblems(parsed.data, raw), ...accessProblems(parsed.data), ...toolProblems(parsed.data));
  }
  if (problems.length > 0 || !parsed.success) {
    // A secret that could not be had is told once; that its place is empty goes without saying.
    const lost = new Set(ofSecrets.map(({ path }) => path.join('.')));
    const told = problems.filter((problem) => ofSecrets.includes(problem) || !lost.has(problem.path.join('.')));
    throw failure(file, told, options.lineOf);
  }
  const { data, database, access, tools, ...rest } = parsed.data;
  return {
    ...rest,
    file,
    folder,
    data: isAbsolute(data) ? data : resolve(folder, data),
    databaseUrl: database?.url ?? null,
    sources,
    targets,
    access: access === undefined ? null : policyOf(access),
    tools: toolsOf(tools),
    secrets,
  };
}

function failure(file: string, problems: readonly Problem[], lineOf: CheckOptions['lineOf']): ConfigError {
  const seen = new Set<string>();
  const told = problems
    .map(({ path, message: said }) => ({ line: lineOf(path), path: path.join('.'), message: said }))
    .filter(({ path, message: said }) => {
      const key = `${path} ${said.code}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return new ConfigError(file, told);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entriesOf(
  value: unknown,
  key: 'sources' | 'targets',
): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const all = isRecord(value) ? value[key] : undefined;
  if (!isRecord(all)) return [];
  return Object.entries(all).flatMap(([name, given]) => (isRecord(given) ? [[name, given] as const] : []));
}

/** Splits what every source (platform) has from what is its connector's own. */
function split(schema: z.ZodObject, given: Readonly<Record<string, unknown>>) {
  const shared = new Set(Object.keys(schema.shape));
  const entries = Object.entries(given);
  return {
    own: Object.fromEntries(entries.filter(([key]) => shared.has(key))),
    rest: Object.fromEntries(entries.filter(([key]) => !shared.has(key))),
  };
}

interface Kind {
  readonly manifest: { readonly id: string; readonly config: z.ZodType };
}

function connectorOf<C extends Kind>(
  connectors: readonly C[],
  path: Path,
  kind: unknown,
  problems: Problem[],
): C | null {
  if (typeof kind !== 'string') return null;
  const found = connectors.find(({ manifest }) => manifest.id === kind);
  if (found !== undefined) return found;
  const known = connectors.map(({ manifest }) => manifest.id);
  const meant = nearest(kind, known);
  problems.push({
    path: [...path, 'kind'],
    message: message(meant === null ? 'config.unknown-kind' : 'config.unknown-kind-near', {
      known: known.join(', '),
      meant: meant ?? '',
    }),
  });
  return null;
}

/** The connector's own part, with the shared keys known besides its own when a key is mistyped. */
function ownConfig(
  connector: Kind,
  path: Path,
  rest: Readonly<Record<string, unknown>>,
  shared: z.ZodObject,
  problems: Problem[],
): { readonly config: unknown } | null {
  const parsed = connector.manifest.config.safeParse(rest);
  if (parsed.success) return { config: parsed.data };
  const known = z.union([connector.manifest.config, shared]);
  problems.push(
    ...problemsOf(known, parsed.error.issues).map((problem) => ({ ...problem, path: [...path, ...problem.path] })),
  );
  return null;
}

function checkSource(
  name: string,
  given: Readonly<Record<string, unknown>>,
  registry: Registry,
  problems: Problem[],
): ConfiguredSource | null {
  const path = ['sources', name];
  const connector = connectorOf(registry.sources, path, given['kind'], problems);
  const { own, rest } = split(sourceSchema, given);
  const parsed = sourceSchema.safeParse(own);
  if (!parsed.success) {
    problems.push(
      ...problemsOf(sourceSchema, parsed.error.issues).map((problem) => ({
        ...problem,
        path: [...path, ...problem.path],
      })),
    );
  }
  const config = connector === null ? null : ownConfig(connector, path, rest, sourceSchema, problems);
  if (connector === null || config === null || !parsed.success) return null;
  const { authority, personIdFrom, schedule } = parsed.data;
  return { id: sourceId(name), connector, config: config.config, authority, personIdFrom, schedule };
}

function checkTarget(
  name: string,
  given: Readonly<Record<string, unknown>>,
  registry: Registry,
  problems: Problem[],
): ConfiguredTarget | null {
  const path = ['targets', name];
  const connector = connectorOf(registry.targets, path, given['kind'], problems);
  const { own, rest } = split(targetSchema, given);
  const parsed = targetSchema.safeParse(own);
  if (!parsed.success) {
    problems.push(
      ...problemsOf(targetSchema, parsed.error.issues).map((problem) => ({
        ...problem,
        path: [...path, ...problem.path],
      })),
    );
  }
  const config = connector === null ? null : ownConfig(connector, path, rest, targetSchema, problems);
  if (connector === null || config === null || !parsed.success) return null;
  return {
    id: targetId(name),
    connector,
    config: config.config,
    mode: parsed.data.mode ?? null,
    network: parsed.data.network,
  };
}

/** A password within the address is a secret in the file. */
function databaseProblems({ database }: ParsedConfig, raw: unknown): readonly Problem[] {
  const written = isRecord(raw) && isRecord(raw['database']) ? raw['database']['url'] : undefined;
  if (database === undefined || typeof written !== 'string') return [];
  return /^[^:]+:\/\/[^/@]*:[^/@]*@/.test(written) || /[?&]password=/.test(written)
    ? [
        {
          path: ['database', 'url'],
          message: message('config.secret-literal', { key: 'url', variable: 'DATABASE_URL' }),
        },
      ]
    : [];
}

const stationOf = (word: string): string =>
  word.includes(':') ? word : isParticipation(word) ? `participation:${word}` : `role:${word}`;
const tableOf = (access: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  Object.fromEntries(Object.entries(access).map(([word, cells]) => [stationOf(word), cells]));

function accessProblems({ access }: ParsedConfig): readonly Problem[] {
  if (access === undefined) return [];
  return validateInstancePolicy(tableOf(access))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message: said }) => ({
      path: ['access', ...path.slice(1).map((step) => String(step).replace(/^(?:participation|role):/, ''))],
      message: said,
    }));
}

/** @param access checked by `accessProblems` */
const policyOf = (access: Readonly<Record<string, Readonly<Record<string, string>>>>): PolicyTable => tableOf(access);

function toolProblems({ tools, targets }: ParsedConfig): readonly Problem[] {
  return Object.entries(tools).flatMap(([tool, target]): Problem[] => {
    if (!isTool(tool)) {
      const meant = nearest(tool, allTools);
      const known = allTools.join(', ');
      return [
        meant === null
          ? { path: ['tools', tool], message: message('config.unknown-key', { key: tool, known }) }
          : { path: ['tools', tool], message: message('config.unknown-key-near', { key: tool, meant }) },
      ];
    }
    if (targets[target] !== undefined) return [];
    return [
      { path: ['tools', tool], message: message('config.unknown-target', { known: Object.keys(targets).join(', ') }) },
    ];
  });
}

function toolsOf(tools: Readonly<Record<string, string>>): Readonly<Partial<Record<Tool, TargetId>>> {
  const known: Partial<Record<Tool, TargetId>> = {};
  for (const [tool, target] of Object.entries(tools)) if (isTool(tool)) known[tool] = targetId(target);
  return known;
}
