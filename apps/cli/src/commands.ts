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
const dryRun = ['--dry-run', 'help.option.dry-run'] as const;
const targets = ['--target <name...>', 'help.option.target'] as const;
const communities = ['--community <slug...>', 'help.option.community'] as const;
const details = ['--details', 'help.option.details'] as const;
const from = ['--from <date>', 'help.option.from-date'] as const;
const until = ['--until <date>', 'help.option.until'] as const;

/** Every command, in the order of the help: what it takes, and where it is. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'sandbox',
    options: [
      ['--fresh', 'help.option.fresh'],
      ['--once', 'help.option.once'],
      ['--folder <path>', 'help.option.folder'],
    ],
    load: () => import('./commands/sandbox.ts'),
  },
  { name: 'doctor', load: () => import('./commands/doctor.ts') },
  { name: 'status', load: () => import('./commands/status.ts') },
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
  {
    name: 'sync',
    args: '<source>',
    options: [dryRun, ['--approve', 'help.option.approve'], yes],
    load: () => import('./commands/sync.ts'),
  },
  {
    name: 'import',
    args: '<file>',
    options: [['--community <slug>', 'help.option.import-community'], dryRun, yes],
    load: () => import('./commands/import.ts'),
  },
  { name: 'export', args: '[file]', load: () => import('./commands/export.ts') },
  { name: 'load', args: '<file>', options: [dryRun, yes], load: () => import('./commands/load.ts') },
  {
    name: 'enrol',
    args: '<person> <community>',
    options: [
      ['--participation <level>', 'help.option.participation'],
      ['--role <role>', 'help.option.role'],
      from,
      until,
      yes,
    ],
    load: () => import('./commands/enrol.ts'),
  },
  {
    name: 'unenrol',
    args: '<person> <community>',
    options: [until, ['--last-technicien', 'help.option.last-technicien'], yes],
    load: () => import('./commands/unenrol.ts'),
  },
  {
    name: 'assign',
    args: '<person> <community> <role>',
    options: [
      ['--deputy-for <person>', 'help.option.deputy-for'],
      from,
      until,
      ['--end', 'help.option.end'],
      ['--last-technicien', 'help.option.last-technicien'],
      yes,
    ],
    load: () => import('./commands/assign.ts'),
  },
  {
    name: 'hand-over',
    args: '<role> <community>',
    options: [
      ['--from <person>', 'help.option.from-person'],
      ['--to <person>', 'help.option.to-person'],
      ['--date <date>', 'help.option.date'],
      ['--overlap <days>', 'help.option.overlap'],
      until,
      yes,
    ],
    load: () => import('./commands/hand-over.ts'),
  },
  { name: 'suspend', args: '<person>', options: [yes], load: () => import('./commands/suspend.ts') },
  { name: 'resume', args: '<person>', options: [yes], load: () => import('./commands/resume.ts') },
  { name: 'why', args: '<person> <community> [tool]', load: () => import('./commands/why.ts') },
  { name: 'who', args: '<community> [tool]', load: () => import('./commands/who.ts') },
  {
    name: 'drift',
    args: '[action] [id]',
    options: [yes],
    choices: { 0: ['accept', 'put-back'] },
    load: () => import('./commands/drift.ts'),
  },
  {
    name: 'approve',
    args: '<block>',
    options: [['--refuse', 'help.option.refuse'], yes],
    load: () => import('./commands/approve.ts'),
  },
  { name: 'confirm', args: '<operation>', options: [yes], load: () => import('./commands/confirm.ts') },
  { name: 'pause', args: '<target>', load: () => import('./commands/pause.ts') },
  { name: 'unpause', args: '<target>', load: () => import('./commands/unpause.ts') },
  { name: 'observe-only', args: '<target>', load: () => import('./commands/observe-only.ts') },
  { name: 'accept-restore', args: '<target>', options: [yes], load: () => import('./commands/accept-restore.ts') },
  {
    name: 'audit',
    args: '[action]',
    options: [
      ['--person <person>', 'help.option.audit-person'],
      ['--community <slug>', 'help.option.community'],
      ['--limit <count>', 'help.option.limit'],
    ],
    choices: { 0: ['verify'] },
    load: () => import('./commands/audit.ts'),
  },
  {
    name: 'serve',
    options: [
      ['--host <address>', 'help.option.host'],
      ['--port <port>', 'help.option.port'],
    ],
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'completion',
    args: '<shell>',
    choices: { 0: ['bash', 'zsh', 'fish'] },
    load: () => import('./commands/completion.ts'),
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
