import { commands, globalOptions, type CommandSpec } from '../catalogue.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** `-y, --yes` → `['-y', '--yes']`; values are left out. */
export const flagsOf = (flags: string): readonly string[] =>
  flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));

const optionsOf = (spec: CommandSpec): readonly string[] =>
  [...(spec.options ?? []), ...globalOptions].flatMap(([flags]) =>
    flagsOf(flags).filter((flag) => flag.startsWith('--')),
  );
const wordsOf = (spec: CommandSpec): readonly string[] => Object.values(spec.choices ?? {}).flat();

/** A shell's completion: commands, their options, and the words that an argument can be. */
export function completionScript(shell: Shell, describe: (command: string) => string): string {
  switch (shell) {
    case 'bash':
      return bash();
    case 'zsh':
      return zsh(describe);
    case 'fish':
      return fish(describe);
  }
}

const bash = (): string =>
  [
    '# bash completion for passerelle',
    '_passerelle() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" command="" word',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$word" in ${commands.map(({ name }) => name).join('|')}) command="$word"; break;; esac`,
    '  done',
    '  local words=""',
    '  case "$command" in',
    `    "") words="${[...commands.map(({ name }) => name), ...globalOptions.flatMap(([flags]) => flagsOf(flags))].join(' ')} --help --version";;`,
    ...commands.map((spec) => `    ${spec.name}) words="${[...wordsOf(spec), ...optionsOf(spec)].join(' ')} --help";;`),
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi',
    '}',
    'complete -o filenames -F _passerelle passerelle',
    '',
  ].join('\n');

/** Within single quotes of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const zsh = (describe: (command: string) => string): string =>
  [
    '#compdef passerelle',
    '_passerelle() {',
    '  local -a commands',
    '  commands=(',
    ...commands.map(({ name }) => `    ${quoted(`${name}:${describe(name).replaceAll(':', ' ')}`)}`),
    '  )',
    '  local word command=""',
    '  for word in ${words[2,$((CURRENT-1))]}; do',
    `    case "$word" in ${commands.map(({ name }) => name).join('|')}) command="$word"; break;; esac`,
    '  done',
    '  case "$command" in',
    "    '') _describe -t commands command commands;;",
    ...commands.map(
      (spec) => `    ${spec.name}) compadd -- ${[...wordsOf(spec), ...optionsOf(spec)].join(' ')} --help; _files;;`,
    ),
    '  esac',
    '}',
    'compdef _passerelle passerelle',
    '',
  ].join('\n');

const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const fish = (describe: (command: string) => string): string =>
  [
    '# fish completion for passerelle',
    ...commands.flatMap((spec) => [
      `complete -c passerelle -n __fish_use_subcommand -f -a ${spec.name} -d ${fishQuoted(describe(spec.name))}`,
      ...optionsOf(spec).map(
        (flag) => `complete -c passerelle -n '__fish_seen_subcommand_from ${spec.name}' -l ${flag.slice(2)}`,
      ),
      ...(wordsOf(spec).length === 0
        ? []
        : [`complete -c passerelle -n '__fish_seen_subcommand_from ${spec.name}' -f -a '${wordsOf(spec).join(' ')}'`]),
    ]),
    '',
  ].join('\n');
