import { message } from '@passerelle/model';
import type { Problem } from './problems-of.ts';
import type { Path } from './read-yaml.ts';

/** Where secrets come from. Both answer null for what is not there. */
export interface SecretPlaces {
  readonly env: (name: string) => string | undefined;
  /** The text of a small file. @throws with the system's reason */
  readonly readText: (path: string) => string;
}

export interface Resolved {
  readonly value: unknown;
  /** Everything that came from outside the file: never to be shown. */
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
}

const secretName = /(?:password|passwd|passphrase|pwd|secret|token|api[-_]?key|private[-_]?key)$/i;
/** Whether a key's value is a secret, going by its name. */
export const isSecretName = (key: string): boolean => secretName.test(key);

type Reference = { readonly env: string } | { readonly file: string };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function referenceOf(value: unknown): Reference | null {
  if (!isRecord(value) || Object.keys(value).length !== 1) return null;
  if (typeof value['env'] === 'string') return { env: value['env'] };
  if (typeof value['file'] === 'string') return { file: value['file'] };
  return null;
}

/**
 * Puts the values of `{ env: NAME }` and `{ file: path }` in their places. A secret that stands in the file itself is refused:
 * configuration files are copied, mailed and committed.
 */
export function resolveSecrets(
  value: unknown,
  places: SecretPlaces,
  { literals, prefix = [] }: { readonly literals: 'refused' | 'allowed'; readonly prefix?: Path },
): Resolved {
  const secrets: string[] = [];
  const problems: Problem[] = [];

  const walk = (node: unknown, path: Path): unknown => {
    const reference = referenceOf(node);
    if (reference !== null) return resolve(reference, path);
    if (Array.isArray(node)) return node.map((item, index) => walk(item, [...path, index]));
    if (isRecord(node))
      return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, [...path, key])]));
    const name = path.findLast((step) => typeof step === 'string') ?? '';
    if ((typeof node !== 'string' && typeof node !== 'number') || !isSecretName(name)) return node;
    if (literals === 'allowed') secrets.push(String(node));
    else problems.push({ path, message: message('config.secret-literal', { key: name, variable: variableOf(path) }) });
    return node;
  };

  const resolve = (reference: Reference, path: Path): string => {
    const text = 'env' in reference ? fromEnvironment(reference.env, path) : fromFile(reference.file, path);
    if (text !== '') secrets.push(text);
    return text;
  };
  const fromEnvironment = (name: string, path: Path): string => {
    const text = places.env(name) ?? '';
    if (text === '') problems.push({ path, message: message('config.secret-env', { variable: name }) });
    return text;
  };
  const fromFile = (file: string, path: Path): string => {
    try {
      // An editor's line end at the end of the file is not part of a password.
      const text = places.readText(file).replace(/\r?\n$/, '');
      if (text === '') problems.push({ path, message: message('config.secret-file-empty', { file }) });
      return text;
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      problems.push({ path, message: message('config.secret-file', { file, reason }) });
      return '';
    }
  };

  const resolved = walk(value, prefix);
  return { value: resolved, secrets, problems };
}

/** A name to suggest for the environment variable: PASSERELLE_NEXTCLOUD_PASSWORD. */
function variableOf(path: Path): string {
  const words = path.filter(
    (step) => typeof step === 'string' && step !== 'sources' && step !== 'targets' && step !== 'credentials',
  );
  return ['PASSERELLE', ...words]
    .join('_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}
