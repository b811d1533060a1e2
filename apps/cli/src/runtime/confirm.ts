import { CliError } from './cli-error.ts';
import type { Session } from './session.ts';

/** Asks for a yes, unless it was given with --yes. @throws CliError when there is nobody to ask, or the answer is no */
export async function confirm(
  session: Session,
  options: Readonly<Record<string, unknown>>,
  question: string,
): Promise<void> {
  if (options['yes'] === true) return;
  const { terminal } = session.world;
  if (!terminal.isInteractive || session.json) throw new CliError('cli.not-confirmed');
  const answer = await terminal.ask(`${question} ${session.say('confirm.hint')} `);
  if (!/^(?:o|oui|y|yes|j|ja)$/i.test((answer ?? '').trim())) throw new CliError('cli.declined');
}
