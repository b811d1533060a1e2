import { say, type Message } from '@passerelle/model';
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
    const { texts, removing, rights } = open().bench.manifest;
    expect(Object.keys(texts.fr).sort()).toEqual(Object.keys(texts.en).sort());
    const codes = [...Object.values(removing), ...rights.running, ...rights.setup];
    for (const code of codes) expectSaid(open, { code, params: {} });
  });
};
