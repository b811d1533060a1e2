import type { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';

/** What commander could not make sense of, in our words. It quotes what was typed in single quotes. */
export function usageError({ code, message }: CommanderError, command: string): CliError {
  const what = /'([^']*)'/.exec(message)?.[1] ?? message;
  const params = { what, command };
  switch (code) {
    case 'commander.unknownOption':
      return new CliError('cli.usage.unknown-option', params);
    case 'commander.unknownCommand':
      return new CliError('cli.usage.unknown-command', params);
    case 'commander.missingArgument':
    case 'commander.missingMandatoryOptionValue':
      return new CliError('cli.usage.missing-argument', params);
    case 'commander.optionMissingArgument':
      return new CliError('cli.usage.option-argument', params);
    case 'commander.excessArguments':
      // An unknown command with arguments is reported as such by commander where no command matches.
      return command === ''
        ? new CliError('cli.usage.unknown-command', params)
        : new CliError('cli.usage.excess-arguments', params);
    default:
      return new CliError('cli.usage.invalid', params);
  }
}
