import type { Message } from '@passerelle/model';
import { CliError } from './cli-error.ts';

/** The one id that was found by its beginning. @throws CliError when none or several were */
export function idOf(
  found: readonly { readonly id: string }[],
  given: string,
  unknown: string,
  params: Message['params'],
): string {
  const [first, second] = found;
  if (first === undefined) throw new CliError(unknown, params);
  if (second !== undefined && first.id !== given) throw new CliError('cli.ambiguous-id', { id: given });
  return first.id;
}
