/** LDIF content records, RFC 2849: unsafe values in base64, long lines folded. */

const FIRST_CHARACTER = /^[^\0\n\r\u0080-\u{10ffff} :<]/u;
const UNSAFE = /[\0\n\r\u0080-\u{10ffff}]/u;

/** @param {string} attribute @param {string} value @returns {string} one attribute line, without its newline */
export function attributeLine(attribute, value) {
  const safe = value === '' || (FIRST_CHARACTER.test(value) && !UNSAFE.test(value) && !value.endsWith(' '));
  const line = safe ? `${attribute}: ${value}` : `${attribute}:: ${Buffer.from(value, 'utf8').toString('base64')}`;
  return fold(line);
}

/** @param {string} dn @param {[string, string][]} attributes @returns {string} a record with the empty line that ends it */
export function record(dn, attributes) {
  return [attributeLine('dn', dn), ...attributes.map(([name, value]) => attributeLine(name, value)), '', ''].join('\n');
}

/** @param {string} value @returns {string} the value as it stands in a DN: RFC 4514, section 2.4 */
export function escapeDnValue(value) {
  return value
    .replace(/[,+"\\<>;=]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}

function fold(line) {
  const rows = [line.slice(0, 76)];
  for (let start = 76; start < line.length; start += 75) rows.push(` ${line.slice(start, start + 75)}`);
  return rows.join('\n');
}
