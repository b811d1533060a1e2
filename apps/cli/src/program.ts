import { Command, CommanderError, Option } from 'commander';
import { commands, globalOptions, type CommandName, type CommandSpec } from './catalogue.ts';
import { loadCommand } from './load-command.ts';
import type { GlobalOptions } from './runtime/session.ts';
import { openSession } from './runtime/session.ts';
import { tell } from './runtime/tell-error.ts';
import { usageError } from './runtime/usage-error.ts';
import { exit } from './runtime/cli-error.ts';
import type { World } from './runtime/world.ts';
import { askedLanguage, languageOption } from './terminal/language.ts';
import { speaker, type Speaker } from './texts/texts.ts';
import { version } from './version.ts';

const titles: Readonly<Record<string, string>> = {
  'Usage:': 'help.usage',
  'Arguments:': 'help.arguments',
  'Options:': 'help.options',
  'Global Options:': 'help.global-options',
  'Commands:': 'help.commands',
};

/** Parses one command line and runs its command. Answers the exit code; never throws. */
export async function runProgram(world: World, args: readonly string[]): Promise<number> {
  const say = speaker(askedLanguage(languageOption(args), world.env) ?? 'fr', world.registry);
  let code: number = exit.ok;
  const program = build(world, say, (result) => {
    code = result;
  });
  if (args.length === 0) {
    program.outputHelp();
    return exit.ok;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exit.ok;
    const session = openSession(world, { json: args.includes('--json'), lang: say.language });
    return tell(session, usageError(error, commandIn(args)));
  }
}

const commandIn = (args: readonly string[]): string =>
  args.find((arg) => commands.some(({ name }) => name === arg)) ?? '';

function build(world: World, say: Speaker, done: (code: number) => void): Command {
  const { terminal } = world;
  const program = new Command('passerelle');
  const common = (command: Command): Command =>
    command
      .exitOverride()
      .helpOption('-h, --help', say('help.option.help'))
      .configureHelp({
        showGlobalOptions: true,
        styleTitle: (title) => say(titles[title] ?? title),
        helpWidth: Math.min(terminal.columns, 110),
      })
      .configureOutput({
        writeOut: (text) => terminal.out(text.trimEnd()),
        // What went wrong is told once, in the reader's language, by `tell`.
        writeErr: () => undefined,
        outputError: () => undefined,
      });
  common(program)
    .description(say('help.program'))
    .version(version, '-V, --version', say('help.option.version'))
    .helpCommand(false)
    .addHelpText('after', examples(say, 'program'));
  for (const [flags, text] of globalOptions) program.addOption(new Option(flags, say(text)));
  for (const spec of commands) program.addCommand(subcommand(world, say, spec, common, done), { hidden: false });
  return program;
}

const examples = (say: Speaker, name: string): string => `\n${say('help.examples')}\n${say(`help.${name}.examples`)}`;

function subcommand(
  world: World,
  say: Speaker,
  spec: CommandSpec & { readonly name: CommandName },
  common: (command: Command) => Command,
  done: (code: number) => void,
): Command {
  const command = common(new Command(spec.name))
    .description(say(`help.${spec.name}`))
    .allowExcessArguments(false);
  if (spec.args !== undefined) command.arguments(spec.args);
  for (const [flags, text] of spec.options ?? []) command.addOption(new Option(flags, say(text)));
  command.addHelpText('after', examples(say, spec.name));
  command.action(async () => {
    const options: Readonly<Record<string, unknown>> = command.optsWithGlobals();
    const session = openSession(world, globalsOf(options));
    try {
      const run = await loadCommand(spec.name);
      done(await run(session, { args: command.processedArgs as readonly (string | undefined)[], options }));
    } catch (error) {
      done(tell(session, error));
    }
  });
  return command;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function globalsOf(options: Readonly<Record<string, unknown>>): GlobalOptions {
  const config = textOf(options['config']);
  const lang = textOf(options['lang']);
  const as = textOf(options['as']);
  return {
    json: options['json'] === true,
    verbose: options['verbose'] === true,
    ...(config === undefined ? {} : { config }),
    ...(lang === undefined ? {} : { lang }),
    ...(as === undefined ? {} : { as }),
  };
}
