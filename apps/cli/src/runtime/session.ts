import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { findConfig, loadConfig } from '../config/load-config.ts';
import { askedLanguage } from '../terminal/language.ts';
import { wrap } from '../terminal/wrap.ts';
import { speaker, type Speaker } from '../texts/texts.ts';
import { CliError } from './cli-error.ts';
import type { World } from './world.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly as?: string;
}

/** One run of a command: the world, with what the options say about it. */
export interface Session {
  readonly world: World;
  readonly options: GlobalOptions;
  readonly json: boolean;
  readonly say: Speaker;
  /** Read at the first question. @throws ConfigError, CliError where there is none */
  readonly config: () => Config;
  /** One line of the answer; nothing of it with --json. */
  readonly print: (text?: string) => void;
  /** The answer for programs; the only thing on stdout with --json. */
  readonly printJson: (document: unknown) => void;
}

export function openSession(world: World, options: GlobalOptions): Session {
  const { terminal, env } = world;
  const asked = askedLanguage(options.lang, env);
  let config: Config | undefined;
  const read = (): Config => {
    if (config !== undefined) return config;
    const file = findConfig(options.config, env, world.folder);
    if (file === null) throw new CliError('cli.no-config', { folder: resolve(world.folder) });
    config = loadConfig(file, env, world.registry);
    return config;
  };
  const json = options.json === true;
  return {
    world,
    options,
    json,
    say: speaker(asked ?? 'fr', world.registry),
    config: read,
    print: (text = '') => {
      if (!json) terminal.out(terminal.width === null ? text : wrap(text, terminal.width));
    },
    printJson: (document) => {
      if (json) terminal.out(JSON.stringify(document, null, 2));
    },
  };
}
