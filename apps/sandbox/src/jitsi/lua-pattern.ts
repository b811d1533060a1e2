const classes: Readonly<Record<string, string>> = {
  a: 'A-Za-z',
  d: '0-9',
  l: 'a-z',
  u: 'A-Z',
  w: 'A-Za-z0-9',
  s: '\\s',
  x: 'A-Fa-f0-9',
};
const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

/** What Lua's `string.match` gives (the first capture, else the whole match), for anchors, classes, sets and repetitions. Other patterns match nothing. */
export function luaMatch(text: string, pattern: string): string | null {
  try {
    const found = new RegExp(translated(pattern), 'u').exec(text);
    return found === null ? null : (found[1] ?? found[0]);
  } catch {
    return null;
  }
}

function translated(pattern: string): string {
  let out = '';
  let inSet = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '%') {
      at += 1;
      const named = classes[pattern.charAt(at)];
      out += named === undefined ? literal(pattern.charAt(at)) : inSet ? named : `[${named}]`;
    } else if (inSet) {
      inSet = character !== ']';
      out += character === '\\' ? '\\\\' : character;
    } else if (character === '[') {
      inSet = true;
      out += character;
    } else if (character === '-') out += '*?';
    else if ('.*+?()'.includes(character)) out += character;
    else if (character === '^' && at === 0) out += '^';
    else if (character === '$' && at === pattern.length - 1) out += '$';
    else out += literal(character);
  }
  return out;
}
