import { describe, expect, it } from 'vitest';
import { message } from './message.ts';
import { dateInWords, sayInWords, type Names } from './wording.ts';
import { community, person } from './testing/examples.ts';

const names: Names = {
  person: (id) => (id === person(1) ? 'Ana Petit' : undefined),
  community: (id) => (id === 'icane' ? community() : undefined),
};

describe('sayInWords', () => {
  it('puts names, labels and dates in place of ids', () => {
    const told = message('role.last-ends', { role: 'technicien', community: 'icane', date: '2027-07-15' });
    expect(sayInWords(told, 'fr', names)).toContain(
      'Après le 15 juillet 2027, plus personne ne tiendra le rôle « technicien » dans ICANE.',
    );
    expect(sayInWords(told, 'en', names)).toContain(
      'After 15 July 2027 nobody will hold the role “technician” in ICANE.',
    );
  });
  it('names origins, tools and levels', () => {
    const claimed = message('leaving.still-claimed', { person: person(1), community: 'icane', origin: 'source:ldap' });
    expect(sayInWords(claimed, 'fr', names)).toContain('Ana Petit reste membre de ICANE par la source « ldap ».');
    const inverted = message('policy.inverted', {
      tool: 'files',
      station: 'participation:core',
      less: 'read',
      more: 'write',
      outer: 'participation:active',
    });
    expect(sayInWords(inverted, 'en', names)).toContain(
      'In the tool “file manager”, “core” may do less (read) than “active” (write).',
    );
  });
  it('leaves what it does not know as it is', () => {
    const level = message('policy.unknown-level', { tool: 'fax', level: 'zap', known: '' });
    expect(sayInWords(level, 'en', names)).toContain('“zap” is not an access level of the tool “fax”');
    expect(sayInWords(message('leaving.group', { person: person(2), community: 'other' }), 'en', names)).toContain(
      person(2),
    );
  });
});

it('dateInWords writes no date where there is none', () => {
  expect(dateInWords('31/02', 'fr')).toBe('31/02');
});
