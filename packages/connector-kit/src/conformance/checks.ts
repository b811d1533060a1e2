import { compareLevels, isLevelOf, say, type Message } from '@passerelle/model';
import { expect, test } from 'vitest';
import type { Check } from '../contract/check.ts';
import type { Bench } from './harness.ts';

type Open = () => { readonly bench: Bench };

const expectSaid = (open: Open, message: Message): void => {
  const { fr, en } = open().bench.manifest.texts;
  for (const [language, texts] of [['fr', fr] as const, ['en', en] as const]) {
    expect(Object.keys(texts), `no ${language} text`).toContain(message.code);
    expect(say(texts, language, message), `${message.code} in ${language}`).not.toMatch(/\{\w+\}/);
  }
};

/** What an administrator reads: in both languages, with something to do about each finding. */
export const describeChecks = (open: Open): void => {
  test('doctor: each answer has its own id and its words in both languages, each trouble a remedy', async () => {
    const { bench } = open();
    const checks: Check[] = [];
    for await (const check of bench.target.check(bench.call())) checks.push(check);
    expect(checks.length).toBeGreaterThan(0);
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    for (const { id, state, found, remedy } of checks) {
      expect(id).toMatch(new RegExp(`^${bench.manifest.id}\\.`));
      expectSaid(open, found);
      if (state !== 'ok') expect(remedy, `${id} is ${state} and says nothing to do`).not.toBeNull();
      if (remedy !== null) expectSaid(open, remedy);
    }
  });

  test('the manifest says everything in both languages', () => {
    const { texts, removing, rights, parts } = open().bench.manifest;
    expect(Object.keys(texts.fr).sort()).toEqual(Object.keys(texts.en).sort());
    const labels = Object.values(parts ?? {}).flatMap((of) => of.map(({ label }) => label));
    const codes = [...Object.values(removing), ...rights.running, ...rights.setup, ...labels];
    for (const code of codes) expectSaid(open, { code, params: {} });
  });

  test('the manifest agrees with itself about whom grants go to, and about spaces inside spaces', () => {
    const { kinds, tools, grantsTo, parts = {}, nesting, insideNeeds = {}, levels } = open().bench.manifest;
    if (grantsTo === 'people') {
      expect(kinds).not.toContain('group');
      expect(kinds).not.toContain('membership');
      expect(kinds).toEqual(expect.arrayContaining(['account', 'grant']));
    } else if (kinds.includes('grant')) expect(kinds).toContain('group');
    for (const tool of tools) {
      const names = (parts[tool] ?? []).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^(?!main$)[a-z0-9-]+$/);
      const given = (parts[tool] ?? []).flatMap((part) => Object.entries(part.levels ?? {}));
      for (const [level, less] of given) {
        expect(isLevelOf(tool, level) && compareLevels(tool, less, level) < 0, `${level} gives ${less}`).toBe(true);
      }
      if (names.length > 0 && nesting !== undefined) expect(nesting).toBeGreaterThan(1);
      const needed = insideNeeds[tool];
      if (needed !== undefined) expect(Object.keys(levels[tool] ?? {})).toContain(needed);
    }
  });
};
