import type { Session } from './runtime/session.ts';

/** What commander read: arguments by position, options by their long names in camel case. */
export interface Input {
  readonly args: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
}
/** Answers the exit code. */
export type Run = (session: Session, input: Input) => Promise<number>;

export interface CommandSpec {
  readonly name: string;
  /** In commander's notation: `<person> [tool]`. */
  readonly args?: string;
  /** Flags in commander's notation, and the text that explains them. */
  readonly options?: readonly (readonly [flags: string, text: string])[];
  /** Values of arguments that a shell can complete, by position. */
  readonly choices?: Readonly<Record<number, readonly string[]>>;
  /** Loaded when it is needed: `--help` loads nothing. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

const yes = ['-y, --yes', 'help.option.yes'] as const;
const targets = ['--target <name...>', 'help.option.target'] as const;
const communities = ['--community <slug...>', 'help.option.community'] as const;
const details = ['--details', 'help.option.details'] as const;

/** Every command, in the order of the help: what it takes, and where it is. */
export const commands: readonly CommandSpec[] = [
  { name: 'doctor', load: () => import('./commands/doctor.ts') },
  {
    name: 'plan',
    options: [targets, communities, ['--out <file>', 'help.option.out'], details, ['--no-read', 'help.option.no-read']],
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'apply',
    args: '[plan]',
    options: [targets, communities, details, yes],
    load: () => import('./commands/apply.ts'),
  },
];

/** Options that every command has. */
export const globalOptions = [
  ['-c, --config <file>', 'help.option.config'],
  ['--lang <language>', 'help.option.lang'],
  ['--json', 'help.option.json'],
  ['--as <person>', 'help.option.as'],
  ['--verbose', 'help.option.verbose'],
] as const;
