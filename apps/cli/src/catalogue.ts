export interface CommandSpec {
  readonly name: string;
  /** In commander's notation: `<person> [tool]`. */
  readonly args?: string;
  /** Flags in commander's notation, and the text that explains them. */
  readonly options?: readonly (readonly [flags: string, text: string])[];
  /** Values of arguments that a shell can complete, by position. */
  readonly choices?: Readonly<Record<number, readonly string[]>>;
}

const yes = ['-y, --yes', 'help.option.yes'] as const;
const dryRun = ['--dry-run', 'help.option.dry-run'] as const;
const targets = ['--target <name...>', 'help.option.target'] as const;
const communities = ['--community <slug...>', 'help.option.community'] as const;
const details = ['--details', 'help.option.details'] as const;
const from = ['--from <date>', 'help.option.from-date'] as const;
const until = ['--until <date>', 'help.option.until'] as const;

/** Every command, in the order of the help, and what it takes. What it does is found by `loadCommand`. */
export const commands = [
  {
    name: 'sandbox',
    options: [
      ['--fresh', 'help.option.fresh'],
      ['--once', 'help.option.once'],
      ['--folder <path>', 'help.option.folder'],
    ],
  },
  { name: 'doctor' },
  { name: 'status' },
  {
    name: 'plan',
    options: [targets, communities, ['--out <file>', 'help.option.out'], details, ['--no-read', 'help.option.no-read']],
  },
  {
    name: 'apply',
    args: '[plan]',
    options: [targets, communities, details, yes],
  },
  {
    name: 'sync',
    args: '<source>',
    options: [dryRun, ['--full', 'help.option.full'], ['--approve', 'help.option.approve'], yes],
  },
  {
    name: 'ldap',
    args: '<action> <dn>',
    options: [['--source <id>', 'help.option.ldap-source']],
    choices: { 0: ['explain'] },
  },
  {
    name: 'settle',
    args: '<source> <record>',
    options: [['--is <person>', 'help.option.is'], ['--somebody-else', 'help.option.somebody-else'], yes],
  },
  {
    name: 'import',
    args: '<file>',
    options: [['--community <slug>', 'help.option.import-community'], dryRun, yes],
  },
  { name: 'export', args: '[file]' },
  { name: 'load', args: '<file>', options: [['--by-hand', 'help.option.by-hand'], dryRun, yes] },
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
  },
  {
    name: 'unenrol',
    args: '<person> <community>',
    options: [until, ['--last-technicien', 'help.option.last-technicien'], yes],
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
  },
  {
    name: 'stage',
    args: '<community> <stage>',
    options: [['--with-groups', 'help.option.with-groups'], yes],
    choices: { 1: ['launch', 'running', 'autonomous', 'archived'] },
  },
  {
    name: 'policy',
    args: '<action> <community> [station] [tool] [level]',
    options: [yes],
    choices: { 0: ['show', 'set', 'unset'] },
  },
  {
    name: 'meeting',
    args: '<action> <community> [what]',
    options: [
      ['--on <date>', 'help.option.on'],
      ['--from <time>', 'help.option.from-time'],
      ['--to <time>', 'help.option.to-time'],
      ['--until <date>', 'help.option.meeting-until'],
      ['--zone <zone>', 'help.option.zone'],
      ['--place <place>', 'help.option.place'],
      ['--on-site', 'help.option.on-site'],
      ['--remote', 'help.option.remote'],
      ['--hybrid', 'help.option.hybrid'],
      ['--description <text>', 'help.option.description'],
      ['--title <title>', 'help.option.title'],
      ['--all', 'help.option.all-meetings'],
      yes,
    ],
    choices: { 0: ['add', 'list', 'change', 'cancel', 'reopen'] },
  },
  {
    name: 'card',
    args: '<person> <community>',
    options: [
      ['--show <fields>', 'help.option.show'],
      ['--hide <fields>', 'help.option.hide'],
      ['--listed', 'help.option.listed'],
      ['--not-listed', 'help.option.not-listed'],
      yes,
    ],
  },
  { name: 'cards', args: '<community>' },
  { name: 'suspend', args: '<person>', options: [yes] },
  { name: 'resume', args: '<person>', options: [yes] },
  { name: 'why', args: '<person> <community> [tool]' },
  { name: 'probe', args: '<person> <community> [tool]' },
  { name: 'who', args: '<community> [tool]' },
  {
    name: 'adopt',
    args: '[file]',
    options: [targets, communities, ['--out <file>', 'help.option.out-matches'], yes],
  },
  {
    name: 'drift',
    args: '[action] [id]',
    options: [['--community <slug...>', 'help.option.drift-community'], targets, yes],
    choices: { 0: ['accept', 'put-back'] },
  },
  {
    name: 'approve',
    args: '<block>',
    options: [['--refuse', 'help.option.refuse'], yes],
  },
  { name: 'confirm', args: '[operation]', options: [['--community <slug...>', 'help.option.confirm-community'], yes] },
  { name: 'pause', args: '<target>' },
  { name: 'unpause', args: '<target>' },
  { name: 'observe-only', args: '<target>' },
  { name: 'accept-restore', args: '<target>', options: [yes] },
  {
    name: 'audit',
    args: '[action]',
    options: [
      ['--person <person>', 'help.option.audit-person'],
      ['--community <slug>', 'help.option.community'],
      ['--limit <count>', 'help.option.limit'],
    ],
    choices: { 0: ['verify'] },
  },
  {
    name: 'serve',
    options: [
      ['--host <address>', 'help.option.host'],
      ['--port <port>', 'help.option.port'],
    ],
  },
  {
    name: 'bench',
    options: [
      ['--only <id...>', 'help.option.bench-only'],
      ['--list', 'help.option.bench-list'],
      ['--quick', 'help.option.bench-quick'],
      ['--out <file>', 'help.option.bench-out'],
    ],
  },
  {
    name: 'completion',
    args: '<shell>',
    choices: { 0: ['bash', 'zsh', 'fish'] },
  },
] as const satisfies readonly CommandSpec[];
export type CommandName = (typeof commands)[number]['name'];

/** Options that every command has. */
export const globalOptions = [
  ['-c, --config <file>', 'help.option.config'],
  ['--lang <language>', 'help.option.lang'],
  ['--json', 'help.option.json'],
  ['--as <person>', 'help.option.as'],
  ['--verbose', 'help.option.verbose'],
] as const;
