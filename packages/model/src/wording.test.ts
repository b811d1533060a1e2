import { describe, expect, it } from 'vitest';
import { message } from './message.ts';
import { dateInWords, sayInWords, type Names } from './wording.ts';
import { reasonMessage } from './reason-message.ts';
import { always } from './validity.ts';
import type { Reason } from './standing.ts';
import { claim, community, hand, ldap, person } from './testing/examples.ts';

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

it('tells why somebody holds a station, whatever the reason', () => {
  const told = (reason: Reason): string => sayInWords(reasonMessage(reason), 'fr', names);
  const dates = { claim: claim(1), from: '2027-01-02', until: '2027-12-31' } as const;
  expect(told({ kind: 'membership', participation: 'core', origin: hand, ...dates })).toBe(
    'membre (noyau) par une saisie à la main, du 2 janvier 2027 au 31 décembre 2027',
  );
  expect(told({ kind: 'assignment', origin: ldap, ...dates, until: null })).toBe(
    'rôle attribué par la source « ldap », depuis le 2 janvier 2027',
  );
  expect(told({ kind: 'deputyship', deputyFor: person(1), origin: hand, ...dates })).toContain(
    'suppléance de Ana Petit',
  );
  expect(told({ kind: 'assignment', origin: ldap, ...dates, from: always, until: null })).toBe(
    'rôle attribué par la source « ldap »',
  );
  expect(told({ kind: 'membership', participation: 'core', origin: hand, ...dates, from: always })).toBe(
    'membre (noyau) par une saisie à la main, jusqu’au 31 décembre 2027',
  );
  expect(told({ kind: 'turn', meeting: '2027-05-20', ...dates })).toContain('réunion du 20 mai 2027');
});

it('dateInWords writes dates as readers do, and none where there is none', () => {
  expect([dateInWords('2027-05-01', 'fr'), dateInWords('2027-05-11', 'fr')]).toEqual(['1er mai 2027', '11 mai 2027']);
  expect(dateInWords('2027-05-01', 'en')).toBe('1 May 2027');
  expect(dateInWords('31/02', 'fr')).toBe('31/02');
});
