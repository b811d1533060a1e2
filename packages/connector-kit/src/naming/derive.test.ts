import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamingRule } from '../contract/naming.ts';
import { deriveName, foldName, labelOfName } from './derive.ts';

const slug: NamingRule = { minLength: 3, maxLength: 24, allowed: 'a-z0-9-', separator: '-', caseSensitive: false };
const upper: NamingRule = { minLength: 1, maxLength: 12, allowed: 'A-Z0-9', separator: '', caseSensitive: true };
const wide: NamingRule = {
  minLength: 1,
  maxLength: 60,
  allowed: "\\p{L}\\p{N} '()-",
  separator: ' ',
  caseSensitive: true,
};
const never = (): boolean => false;

test.each([
  ['Soins palliatifs', 'soins-palliatifs'],
  ['Łódź & Œuvres', 'lodz-oeuvres'],
  ['Straße Ærø', 'strasse-aero'],
  ['  --ICANE--  ', 'icane'],
  ["L'île d’Yeu", 'l-ile-d-yeu'],
  ['İstanbul', 'istanbul'],
  ['ﬁn de vie ②', 'fin-de-vie-2'],
  ['a—b–c', 'a-b-c'],
])('%s reads as %s', (wanted, name) => {
  expect(deriveName(wanted, slug, never)).toBe(name);
});

test('a wide rule keeps accents and capitals', () => {
  expect(deriveName('ICANE – Éthique / nuit', wide, never)).toBe('ICANE - Éthique nuit');
});

test('letters that only come apart as far as Unicode is concerned stay whole', () => {
  expect(foldName(foldName('㈎ 한글', wide), wide)).toBe('(가) 한글');
});

test('a cut or taken name gets a short hash, and two long names with the same beginning differ', () => {
  const one = deriveName('groupe de travail sur les soins A', slug, never);
  const two = deriveName('groupe de travail sur les soins B', slug, never);
  expect(one).toMatch(/^groupe-de-travail-[0-9a-z]{6}$/);
  expect(two).not.toBe(one);
  expect(deriveName('icane', slug, (name) => name === 'icane')).toMatch(/^icane-[0-9a-z]{6}$/);
});

test('a name without any usable character still gets one', () => {
  expect(deriveName('дом', slug, never)).toMatch(/^[0-9a-z]{6}$/);
  expect(deriveName('', slug, never)).toMatch(/^[0-9a-z]{6}$/);
});

test('a name that was only taken leads back to its label', () => {
  const name = deriveName('ICANE', wide, (candidate) => candidate === 'ICANE');
  expect(name).not.toBe('ICANE');
  expect(labelOfName(name, wide)).toBe('ICANE');
  expect(labelOfName('ICANE archiv', wide)).toBe('ICANE archiv');
});

describe('whatever is wanted', () => {
  const rules = fc.constantFrom(slug, upper, wide);
  const wanted = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 100 }), fc.lorem());

  test('the name keeps the rule', () => {
    fc.assert(
      fc.property(wanted, rules, (text, rule) => {
        const name = deriveName(text, rule, never);
        expect(name).toMatch(new RegExp(`^[${rule.allowed}]*$`, 'u'));
        expect(name.length).toBeGreaterThanOrEqual(rule.minLength);
        expect(name.length).toBeLessThanOrEqual(rule.maxLength);
        expect(name).toBe(name.trim());
      }),
    );
  });

  test('the same arguments give the same name, and folding twice changes nothing', () => {
    fc.assert(
      fc.property(wanted, rules, (text, rule) => {
        expect(deriveName(text, rule, never)).toBe(deriveName(text, rule, never));
        const folded = foldName(text, rule);
        expect(foldName(folded, rule)).toBe(folded);
      }),
    );
  });

  test('no two names are the same where each one is remembered as taken', () => {
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 30 }), rules, (texts, rule) => {
        const used = new Set<string>();
        for (const text of texts) used.add(deriveName(text, rule, (name) => used.has(name)));
        expect(used.size).toBe(texts.length);
      }),
    );
  });
});
