import { createHash } from 'node:crypto';
import type { NamingRule } from '../contract/naming.ts';
import { foldCharacter } from './fold.ts';

const suffixLength = 6;
const attempts = 1000;

const allowedBy = (rule: NamingRule): ((character: string) => boolean) => {
  const pattern = new RegExp(`^[${rule.allowed}]$`, 'u');
  return (character) => pattern.test(character);
};

/** Tries the character as it is, folded, and in the other case; the separator is the last resort. */
const fit = (character: string, rule: NamingRule, allowed: (character: string) => boolean): string | null => {
  for (const form of [character, foldCharacter(character)]) {
    const cases = [form.toLowerCase(), form.toUpperCase()];
    for (const written of rule.caseSensitive ? [form, ...cases] : cases) {
      if (written !== '' && Array.from(written).every(allowed)) return written;
    }
  }
  return null;
};

const trim = (text: string, separator: string): string => {
  if (separator === '') return text.trim();
  let trimmed = text.trim();
  while (trimmed.startsWith(separator)) trimmed = trimmed.slice(separator.length).trimStart();
  while (trimmed.endsWith(separator)) trimmed = trimmed.slice(0, -separator.length).trimEnd();
  return trimmed;
};

/** Cuts between characters, never inside one. Length counts UTF-16 units, as JavaScript and the platforms' limits in practice do. */
const cut = (text: string, length: number): string => {
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > length) break;
    kept += character;
  }
  return kept;
};

/** The wanted name within the platform's characters, neither cut nor made unique: what a label looks like there. */
export const foldName = (wanted: string, rule: NamingRule): string => {
  const allowed = allowedBy(rule);
  let name = '';
  let pending = false;
  for (const character of wanted.normalize('NFC')) {
    const fitted = fit(character, rule, allowed);
    // An accent on its own separates nothing.
    if (fitted === null && /^\p{M}$/u.test(character)) continue;
    if (fitted === null || fitted === rule.separator) {
      pending = true;
      continue;
    }
    if (pending && name !== '') name += rule.separator;
    pending = false;
    name += fitted;
  }
  return trim(name, rule.separator);
};

const suffixOf = (wanted: string, attempt: number, length: number, rule: NamingRule): string => {
  const allowed = allowedBy(rule);
  const alphabet = Array.from('0123456789abcdefghijklmnopqrstuvwxyz').filter(allowed);
  if (alphabet.length < 2) throw new RangeError('the naming rule leaves no characters for telling names apart');
  let number = BigInt(`0x${createHash('sha256').update(`${attempt}\0${wanted}`).digest('hex')}`);
  let suffix = '';
  while (suffix.length < length) {
    suffix += alphabet[Number(number % BigInt(alphabet.length))] ?? '';
    number /= BigInt(alphabet.length);
  }
  return suffix;
};

/**
 * A native name for what people call `wanted`: readable, within the platform's rule, and not `taken`. The same arguments give the same name.
 * A name that had to be cut, or that is taken, ends in a short hash of the whole wanted name. Where the platform folds case
 * (`caseSensitive: false`) the name is in lower case, and `taken` must compare folded names.
 * @throws RangeError when the rule has no room or every attempt is taken
 */
export const deriveName = (wanted: string, rule: NamingRule, taken: (name: string) => boolean): string => {
  const base = foldName(wanted, rule);
  if (base.length >= Math.max(1, rule.minLength) && base.length <= rule.maxLength && !taken(base)) return base;
  const length = Math.min(Math.max(suffixLength, rule.minLength), rule.maxLength);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const suffix = suffixOf(wanted, attempt, length, rule);
    const room = rule.maxLength - suffix.length - rule.separator.length;
    const stem = trim(cut(base, Math.max(0, room)), rule.separator);
    const name = stem === '' ? suffix : `${stem}${rule.separator}${suffix}`;
    if (!taken(name)) return name;
  }
  throw new RangeError(`no free name within the platform's rule for ${JSON.stringify(wanted)}`);
};

/**
 * The wanted name that a derived one stands for, where it only got a suffix because it was taken; else the name itself.
 * For platforms whose spaces have a name and no label.
 */
export const labelOfName = (name: string, rule: NamingRule): string => {
  const length = Math.min(Math.max(suffixLength, rule.minLength), rule.maxLength);
  const stem = name.slice(0, -(length + rule.separator.length));
  if (stem === '' || !name.startsWith(`${stem}${rule.separator}`)) return name;
  const suffix = name.slice(-length);
  for (let attempt = 0; attempt < 3; attempt += 1) if (suffixOf(stem, attempt, length, rule) === suffix) return stem;
  return name;
};
