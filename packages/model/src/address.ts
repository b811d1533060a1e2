import typos from './address-typos.json' with { type: 'json' };
import { message, type Message } from './message.ts';

/**
 * An e-mail address in the form in which two are compared: trimmed, NFC, lower case, the domain in ASCII (IDNA).
 * What is no address is folded as far as it goes. Never shown and never mailed: an owner's writing is kept beside it.
 */
export function foldAddress(email: string): string {
  const folded = email.trim().normalize('NFC').toLowerCase().normalize('NFC');
  const at = folded.lastIndexOf('@');
  return at === -1 ? folded : `${folded.slice(0, at)}@${asciiDomain(folded.slice(at + 1)) ?? folded.slice(at + 1)}`;
}

/** The domain in ASCII; null when it cannot be a host name. `URL` is there in Node and in browsers alike, and applies IDNA. */
function asciiDomain(domain: string): string | null {
  if (/^[\x21-\x7e]*$/.test(domain)) return domain;
  if (/[\s\p{Cc}/\\?#@:%[\]<>^|]/u.test(domain)) return null;
  try {
    return new URL(`https://${domain}`).hostname;
  } catch {
    return null;
  }
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** The unquoted local part of RFC 5321 §4.1.2, with the letters beyond ASCII of RFC 6531. */
const local = /^[^\s@"(),:;<>[\]\\.\p{Cc}]+(?:\.[^\s@"(),:;<>[\]\\.\p{Cc}]+)*$/u;

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const name = text.slice(0, at);
  const domain = asciiDomain(text.slice(at + 1).toLowerCase()) ?? '';
  const labels = domain.split('.');
  // RFC 5321 §4.5.3.1: 64 octets for the local part, 255 for the domain.
  if (at < 1 || new TextEncoder().encode(name).length > 64 || domain.length > 255 || !local.test(name)) return false;
  return labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/**
 * What is wrong with an address as somebody typed it, with a suggestion where the mistake is plain; null when nothing is.
 * Whether the mailbox exists is beyond it: a strange but possible address passes.
 */
export function checkAddress(text: string): Message | null {
  const address = text.trim();
  if (address === '') return message('address.empty');
  const suggestion = suggest(address);
  if (suggestion !== null) return message('address.suggestion', { address, suggestion });
  if (isAddress(address)) return null;
  if (!address.includes('@')) return message('address.no-at', { address });
  if (/\s/.test(address)) return message('address.space', { address });
  if (address.indexOf('@') !== address.lastIndexOf('@')) return message('address.several-at', { address });
  if (!address.slice(address.indexOf('@')).includes('.')) return message('address.no-ending', { address });
  return message('address.invalid', { address });
}

/** The address that was meant, when undoing the usual slips gives one. */
function suggest(address: string): string | null {
  const wrapped = /<([^<>]+)>\s*[;,]?$/.exec(address)?.[1] ?? address;
  let repaired = wrapped
    .replace(/^mailto:/i, '')
    .replace(/[;,.]+$/, '')
    .replace(/\s+/g, '')
    .replace(/@{2,}/g, '@')
    .replace(/,/g, '.')
    .replace(/\.{2,}/g, '.')
    .replace(/\.@/g, '@')
    .replace(/@\./g, '@');
  // Two addresses in one cell: no telling which is meant.
  if (repaired.indexOf('@') !== repaired.lastIndexOf('@')) return null;
  repaired = repairDomain(repaired);
  return repaired !== address && isAddress(repaired) ? repaired : null;
}

function repairDomain(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const known = lookUp(typos.domains, domain);
  if (known !== null) return `${address.slice(0, at)}@${known}`;
  const dot = domain.lastIndexOf('.');
  const ending = lookUp(typos.endings, domain.slice(dot + 1));
  if (at === -1 || dot === -1 || ending === null) return address;
  const repaired = `${domain.slice(0, dot)}.${ending}`;
  return `${address.slice(0, at)}@${lookUp(typos.domains, repaired) ?? repaired}`;
}

const lookUp = (table: Readonly<Record<string, string>>, key: string): string | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;
