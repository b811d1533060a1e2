import type { TextLanguage } from '@passerelle/model';

type Env = Readonly<Record<string, string | undefined>>;

const known = (text: string | undefined): TextLanguage | null => {
  const word = text?.slice(0, 2).toLowerCase();
  return word === 'fr' || word === 'en' ? word : null;
};

/** The reader's language as far as they have said it: `--lang`, then what the system says (POSIX: LC_ALL before LC_MESSAGES before LANG). Null: not said. */
export function askedLanguage(option: string | undefined, env: Env): TextLanguage | null {
  return known(option) ?? known(env['LC_ALL']) ?? known(env['LC_MESSAGES']) ?? known(env['LANG']);
}

/** `--lang en`, `--lang=en` wherever it stands: needed before the arguments are parsed, since the help is in that language too. */
export function languageOption(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const joined = own.find((arg) => arg.startsWith('--lang='));
  if (joined !== undefined) return joined.slice('--lang='.length);
  const at = own.indexOf('--lang');
  return at === -1 ? undefined : own[at + 1];
}
