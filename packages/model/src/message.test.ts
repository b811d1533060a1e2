import { expect, it } from 'vitest';
import { message, say } from './message.ts';

const texts = { lines: 'Il y a {count|une ligne|{count} lignes} dans {file}.', plain: '{a}{b}' };

it('chooses between one and many as the language counts, with places inside the forms', () => {
  const told = (count: number, language: 'fr' | 'en' = 'fr'): string =>
    say(texts, language, message('lines', { count, file: 'x.csv' }));
  expect([told(0), told(1), told(3)]).toEqual([
    'Il y a une ligne dans x.csv.',
    'Il y a une ligne dans x.csv.',
    'Il y a 3 lignes dans x.csv.',
  ]);
  expect(told(0, 'en')).toBe('Il y a 0 lignes dans x.csv.');
});

it('swallows nothing: an unknown code and a missing parameter stay visible, and what a parameter says is never filled again', () => {
  expect(say(texts, 'fr', message('unknown', { a: 1 }))).toBe('unknown {"a":1}');
  expect(say(texts, 'fr', message('plain', { a: '{b}' }))).toBe('{b}{b}');
});
