import type { Run } from '../runtime/run.ts';
import { completionScript, shells } from '../completion/scripts.ts';
import { CliError, exit } from '../runtime/cli-error.ts';

/** `passerelle completion bash|zsh|fish`: on stdout, to be put where the shell looks for it. */
export const run: Run = async (session, { args: [name = ''] }) => {
  const shell = shells.find((one) => one === name);
  if (shell === undefined) throw new CliError('cli.usage.invalid', { what: name, command: 'completion' });
  const script = completionScript(shell, (command) => session.say(`help.${command}`));
  session.printJson({ shell, script });
  session.print(script.trimEnd());
  return exit.ok;
};
