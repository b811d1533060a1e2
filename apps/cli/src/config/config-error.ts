import type { Message } from '@passerelle/model';

/** One thing that is wrong in a configuration, and where. Never a value: it may be a secret. */
export interface ConfigProblem {
  /** From 1; null where the problem is in no line (the file as a whole). */
  readonly line: number | null;
  /** `targets.nextcloud.url`; empty: the file as a whole. */
  readonly path: string;
  readonly message: Message;
}

type FileKind = 'configuration' | 'communities' | 'matches';

/** The configuration, or another file in its form, cannot be used. All that is wrong is told at once. */
export class ConfigError extends Error {
  readonly file: string;
  readonly problems: readonly ConfigProblem[];
  readonly of: FileKind;
  constructor(file: string, problems: readonly ConfigProblem[], of: FileKind = 'configuration') {
    super(`${file}: ${problems.map(({ line, path, message }) => `${line ?? '-'} ${path} ${message.code}`).join('; ')}`);
    this.name = 'ConfigError';
    this.file = file;
    this.problems = problems;
    this.of = of;
  }
}
