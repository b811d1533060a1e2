import { expect, it } from 'vitest';
import { yamlText } from './yaml-text.ts';

it('writes what YAML 1.2 reads back as the same: no word becomes a number, a truth value or a comment', () => {
  const text = yamlText({
    version: 1,
    language: 'fr',
    no: 'yes',
    port: '8080',
    lifted: true,
    list: ['a: b', 'c'],
    inner: { url: 'http://127.0.0.1:1/#x', note: "d'Hondt : « é »", empty: '' },
  });
  expect(text).toBe(
    [
      'version: 1',
      'language: fr',
      '"no": "yes"',
      'port: "8080"',
      'lifted: true',
      'list: ["a: b","c"]',
      'inner:',
      '  url: "http://127.0.0.1:1/#x"',
      '  note: "d\'Hondt : « é »"',
      '  empty: ""',
      '',
    ].join('\n'),
  );
});
