import { PassThrough } from 'node:stream';
import { wrap } from './wrap.ts';
import { describe, expect, it } from 'vitest';
import { distance, nearest } from '../config/nearest.ts';
import { askedLanguage, languageOption } from './language.ts';
import { bar, progressView } from './progress.ts';
import { shownWidth, table } from './table.ts';
import { systemTerminal, type Terminal } from './terminal.ts';

const streams = (tty: boolean) => {
  const make = () => Object.assign(new PassThrough(), { isTTY: tty });
  return { stdin: make(), stdout: make(), stderr: make() };
};
const words = { failed: (count: number) => `${count} failed` };

describe('colour', () => {
  it('is for terminals only, and NO_COLOR turns it off', () => {
    expect(systemTerminal(streams(true), {}).style.red('x')).toContain('\u001b[31m');
    expect(systemTerminal(streams(false), {}).style.red('x')).toBe('x');
    expect(systemTerminal(streams(true), { NO_COLOR: '1' }).style.red('x')).toBe('x');
    expect(systemTerminal(streams(true), { NO_COLOR: '' }).style.red('x')).toContain('\u001b[31m');
  });
});

describe('a question', () => {
  it('is answered by what was typed, and by nothing when the input is closed', async () => {
    const open = streams(true);
    const asked = systemTerminal(open, {}).ask('? ');
    open.stdin.write('oui\n');
    expect(await asked).toBe('oui');
    const closed = streams(true);
    const unanswered = systemTerminal(closed, {}).ask('? ');
    closed.stdin.end();
    expect(await unanswered).toBeNull();
  });
});

describe('progress', () => {
  it('is a line for each tenth where nobody draws', () => {
    const lines: string[] = [];
    const terminal = {
      ...systemTerminal(streams(false), {}),
      err: (text: string) => void lines.push(text),
    } satisfies Terminal;
    const view = progressView(terminal, () => undefined, words);
    for (let done = 0; done <= 1_000; done += 1) view.update('cloud', { done, failed: 0, total: 1_000 });
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('  cloud: 1000/1000');
  });

  it('is one bar for each platform, redrawn in its place, on a terminal', () => {
    let raw = '';
    const view = progressView(systemTerminal(streams(true), {}), (text) => (raw += text), words);
    view.update('cloud', { done: 1, failed: 0, total: 2 });
    view.update('identity', { done: 0, failed: 1, total: 2 });
    expect(raw).toContain('\u001b[1A');
    expect(raw).toContain('1 failed');
    expect(bar({ done: 2, failed: 0, total: 2 })).toMatch(/^▕█+▏ 2\/2$/);
    expect(bar({ done: 0, failed: 0, total: 0 })).toMatch(/0\/0$/);
  });
});

describe('a table', () => {
  it('keeps its columns under accents, wide letters and colours', () => {
    expect(shownWidth('e\u0301te\u0301')).toBe(3);
    expect(shownWidth('漢字')).toBe(4);
    expect(shownWidth('\u001b[31mrouge\u001b[39m')).toBe(5);
    const [first, second] = table([
      ['\u001b[31mé\u001b[39m', 'x'],
      ['long', 'y'],
    ]);
    expect(shownWidth(first!.slice(0, first!.indexOf('x')))).toBe(second!.indexOf('y'));
  });
});

describe('the reader’s language', () => {
  it('is what they ask for, then what their system says, else not known', () => {
    expect(askedLanguage('en', { LANG: 'fr_BE.UTF-8' })).toBe('en');
    expect(askedLanguage(undefined, { LC_ALL: 'en_GB.UTF-8', LANG: 'fr_BE.UTF-8' })).toBe('en');
    expect(askedLanguage(undefined, { LANG: 'fr_BE.UTF-8' })).toBe('fr');
    expect(askedLanguage(undefined, { LANG: 'C.UTF-8' })).toBeNull();
    expect(languageOption(['plan', '--lang', 'en'])).toBe('en');
    expect(languageOption(['plan', '--lang=en'])).toBe('en');
    expect(languageOption(['plan', '--', '--lang=en'])).toBeUndefined();
  });
});

describe('the nearest word', () => {
  it('undoes a slip, and does not guess wildly', () => {
    expect(distance('shedules', 'schedules')).toBe(1);
    expect(distance('ab', 'ba')).toBe(1);
    expect(nearest('Schedule', ['sources', 'schedules'])).toBe('schedules');
    expect(nearest('qqqqq', ['sources', 'schedules'])).toBeNull();
  });
});

describe('a narrow terminal', () => {
  it('breaks between words, further in, and loses nothing', () => {
    const line = '  ✗ membres.csv, ligne 13 : « jean » semble mal écrite. Vouliez-vous écrire autre chose ?';
    const shown = wrap(line, 40).split('\n');
    expect(Math.max(...shown.map((piece) => piece.length))).toBeLessThanOrEqual(40);
    expect(shown.slice(1).every((piece) => piece.startsWith('    ') && piece[4] !== ' ')).toBe(true);
    expect(shown.map((piece) => piece.trim()).join(' ')).toBe(line.trim());
  });

  it('leaves what fits, colours that take no room, and a word that is too long', () => {
    expect(wrap('a  b', 10)).toBe('a  b');
    expect(wrap('\u001b[31mabcdefgh\u001b[39m', 8)).toBe('\u001b[31mabcdefgh\u001b[39m');
    expect(wrap('http://example.org/a/long/address', 10)).toBe('http://example.org/a/long/address');
  });
});
