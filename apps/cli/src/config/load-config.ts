import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { message } from '@passerelle/model';
import type { Registry } from '../registry.ts';
import type { Config } from './config.ts';
import { checkConfig } from './check-config.ts';
import { ConfigError } from './config-error.ts';
import { readYaml } from './read-yaml.ts';
import type { SecretPlaces } from './secrets.ts';

export const configName = 'passerelle.yaml';
export const configVariable = 'PASSERELLE_CONFIG';

type Env = Readonly<Record<string, string | undefined>>;

/** Which file: the one named on the command line, in the environment, or in the current folder. Null: none of these. */
export function findConfig(named: string | undefined, env: Env, folder: string): string | null {
  const wanted = named ?? env[configVariable];
  if (wanted !== undefined && wanted !== '') return resolve(folder, wanted);
  const here = resolve(folder, configName);
  return existsSync(here) ? here : null;
}

/** Secrets from this process's environment and from files beside the configuration. */
export const secretPlaces = (env: Env, folder: string): SecretPlaces => ({
  env: (name) => env[name],
  readText: (path) => {
    const file = isAbsolute(path) ? path : resolve(folder, path);
    // No secret is this long: it is another file.
    if (statSync(file).size > 65_536) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    return readFileSync(file, 'utf8');
  },
});

/** Reads and checks a configuration. @throws ConfigError */
export function loadConfig(file: string, env: Env, registry: Registry): Config {
  const folder = dirname(file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(file, [{ line: null, path: '', message: message('config.unreadable', { reason }) }]);
  }
  const { value, lineOf } = readYaml(file, text);
  return checkConfig(value, {
    file,
    folder,
    registry,
    secrets: secretPlaces(env, folder),
    lineOf,
    literals: 'refused',
  });
}
