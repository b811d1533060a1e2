import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands, globalOptions } from '../catalogue.ts';
import { registry } from '../registry.ts';
import { cliTexts, speaker } from './texts.ts';

const source = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

describe('the command’s sentences', () => {
  it('exist in both languages, with the same places to fill', () => {
    expect(Object.keys(cliTexts.en).sort()).toEqual(Object.keys(cliTexts.fr).sort());
    const places = (text: string): string[] =>
      [...new Set(Array.from(text.matchAll(/\{(\w+)/g), ([, name]) => name ?? ''))].sort();
    for (const [code, text] of Object.entries(cliTexts.fr))
      expect(places(cliTexts.en[code] ?? ''), code).toEqual(places(text));
  });

  it('exist for every code that is written out in the program', () => {
    const known = new Set(Object.keys(cliTexts.fr));
    const missing: string[] = [];
    for (const file of files) {
      const text = readFileSync(`${source}/${file}`, 'utf8');
      for (const [, code = ''] of text.matchAll(
        /(?:\bsay|CliError|\.step|\btext|\bheading\(session,|message)\(\s*'([a-z][\w-]*(?:\.[\w-]+)+)'/g,
      )) {
        if (!known.has(code) && !code.startsWith('error.')) missing.push(`${file}: ${code}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('explain every command and option, with examples', () => {
    for (const { name, ...spec } of commands) {
      const options = 'options' in spec ? spec.options : [];
      for (const code of [`help.${name}`, `help.${name}.examples`, ...options.map(([, text]) => text)])
        expect(cliTexts.fr[code], code).toBeDefined();
    }
    for (const [, text] of globalOptions) expect(cliTexts.fr[text], text).toBeDefined();
  });

  it('find the words of other parts: the model, the planner, the store, the connectors', () => {
    const say = speaker('fr', registry);
    expect(say.any({ code: 'store.query-short', params: {} })).toMatch(/trois lettres/);
    expect(say.any({ code: 'guard.source.empty', params: {} })).toMatch(/ne contient personne/);
    expect(say.any({ code: 'role.vacant', params: { community: 'icane', role: 'technicien' } })).toMatch(/technicien/);
    expect(say.any({ code: 'csv.rejected.date', params: { text: 'x', column: 'Du' } })).toContain('« x »');
  });

  it('show a code that nobody has words for, in place of nothing', () => {
    expect(speaker('en', registry).any({ code: 'no.such', params: { a: 1 } })).toContain('no.such');
  });
});
