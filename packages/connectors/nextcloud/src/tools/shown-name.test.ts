import { deriveName, labelOfName } from '@passerelle/connector-kit';
import { expect, test } from 'vitest';
import { spaceRule } from '../naming-rules.ts';
import { shownName } from './shown-name.ts';

test('a space bears its tool in its name, and two communities of one name never share it', () => {
  const label = 'ICANE – édition collaborative';
  expect(shownName({ name: 'ICANE', label })).toBe('ICANE - édition collaborative');
  expect(shownName({ name: 'ICANE', label: 'ICANE' })).toBe('ICANE');
  const taken = ['ICANE'];
  const shown = ['ICANE - édition collaborative'];
  for (let count = 0; count < 3; count += 1) {
    const name = deriveName('ICANE', spaceRule, (candidate) => taken.includes(candidate));
    taken.push(name);
    const seen = shownName({ name, label });
    expect(shown).not.toContain(seen);
    // The suffix is no part of the label: nothing is renamed because of it.
    expect(labelOfName(seen, spaceRule)).toBe('ICANE - édition collaborative');
    shown.push(seen);
  }
});
