import { LdapFailure, RESULT } from './ldap-failure.ts';

/** One attribute and value of a relative distinguished name, unescaped. */
export interface NamePart {
  readonly attribute: string;
  readonly value: string;
}
/** A relative distinguished name: usually one part, several when joined with `+`. */
export type RelativeName = readonly NamePart[];

const HEX_PAIR = /^[0-9a-f]{2}$/i;

/**
 * Parses the string form of a DN (RFC 4514): escaped specials, hexadecimal pairs (UTF-8 bytes), `+`, spaces around separators.
 * @throws LdapFailure 34 when the text is not a DN
 */
export function parseDn(text: string): readonly RelativeName[] {
  if (text.trim() === '') return [];
  return splitUnescaped(text, ',;').map((rdn) => splitUnescaped(rdn, '+').map((part) => parsePart(part, text)));
}

export function isDn(text: string): boolean {
  try {
    parseDn(text);
    return true;
  } catch {
    return false;
  }
}

/** The form under which two spellings of one DN are equal: case, spaces and escapes do not count (caseIgnoreMatch). */
export function dnKey(text: string): string {
  return nameKey(parseDn(text));
}

export function nameKey(name: readonly RelativeName[]): string {
  return name.map(rdnKey).join(',');
}

export function rdnKey(rdn: RelativeName): string {
  return rdn
    .map((part) => `${part.attribute.toLowerCase()}=${escapeValue(foldValue(part.value))}`)
    .sort()
    .join('+');
}

/** The text form that OpenLDAP answers with: UTF-8 as it is, only the specials escaped. */
export function formatDn(name: readonly RelativeName[]): string {
  return name.map((rdn) => rdn.map((part) => `${part.attribute}=${escapeValue(part.value)}`).join('+')).join(',');
}

/** How directory strings are compared by default: case and repeated spaces do not count. */
export function foldValue(value: string): string {
  return value.trim().replace(/\s+/g, ' ').toLowerCase().normalize('NFC');
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\,+"<>;=]/g, (char) => `\\${char}`)
    .replace(/^[ #]/, (char) => `\\${char}`)
    .replace(/ $/, '\\ ');
}

function splitUnescaped(text: string, separators: string): string[] {
  const parts: string[] = [];
  let current = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\') {
      current += char + text.charAt(++i);
    } else if (char === '"') {
      quoted = !quoted;
      current += char;
    } else if (!quoted && separators.includes(char)) {
      parts.push(current);
      current = '';
    } else current += char;
  }
  parts.push(current);
  return parts;
}

function parsePart(part: string, whole: string): NamePart {
  const at = part.indexOf('=');
  const attribute = part.slice(0, at).trim();
  if (at < 1 || !/^[a-z][a-z0-9-]*$|^\d+(\.\d+)+$/i.test(attribute)) {
    throw new LdapFailure(RESULT.invalidDnSyntax, `invalid DN: ${whole}`);
  }
  return { attribute, value: unescapeValue(part.slice(at + 1), whole) };
}

function unescapeValue(raw: string, whole: string): string {
  const text = trimUnescaped(raw);
  const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  const inner = quoted ? text.slice(1, -1) : text;
  const bytes: Buffer[] = [];
  for (let i = 0; i < inner.length; i++) {
    const char = inner.charAt(i);
    if (char !== '\\') {
      const point = inner.codePointAt(i) ?? 0;
      const whole = String.fromCodePoint(point);
      bytes.push(Buffer.from(whole));
      i += whole.length - 1;
      continue;
    }
    const pair = inner.slice(i + 1, i + 3);
    if (HEX_PAIR.test(pair)) {
      bytes.push(Buffer.from(pair, 'hex'));
      i += 2;
    } else if (i + 1 < inner.length) {
      bytes.push(Buffer.from(inner.charAt(++i)));
    } else throw new LdapFailure(RESULT.invalidDnSyntax, `invalid DN: ${whole}`);
  }
  return Buffer.concat(bytes).toString('utf8');
}

function trimUnescaped(text: string): string {
  const start = text.replace(/^ +/, '');
  const trimmed = start.replace(/ +$/, '');
  // A last space that is escaped belongs to the value.
  return trimmed.endsWith('\\') && !trimmed.endsWith('\\\\') && trimmed.length < start.length ? `${trimmed} ` : trimmed;
}
