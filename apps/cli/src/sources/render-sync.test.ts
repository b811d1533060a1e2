import { describe, expect, it } from 'vitest';
import { personId } from '@passerelle/model';
import { registry } from '../registry.ts';
import { noNames, speaker } from '../texts/texts.ts';
import { renderSync } from './render-sync.ts';

const plain = { bold: String, dim: String, red: String, green: String, yellow: String, cyan: String };
const counts = {
  read: 2,
  new: 0,
  changed: 0,
  unchanged: 1,
  reappeared: 0,
  vanished: 0,
  refused: 1,
  rejected: 0,
  live: 1,
  goneLately: 0,
};

describe('what a reading found', () => {
  it('says how to answer a question about an address that two people seem to have', () => {
    const lines = renderSync(
      {
        authority: 'source',
        counts,
        news: 0,
        blocked: [],
        findings: [
          {
            severity: 'refused',
            externalId: 'uid 7',
            person: personId('00000000-0000-4000-8000-000000000001'),
            message: {
              code: 'source.same-address',
              params: { where: 'people.csv:3', person: 'Ana', externalId: 'uid 7' },
            },
          },
        ],
      },
      'ldap',
      speaker('fr', registry),
      noNames,
      plain,
    ).join('\n');
    expect(lines).toMatch(/À décider par une personne \(1\)/);
    expect(lines).toContain("passerelle settle ldap 'uid 7' --is");
    expect(lines).toContain('--somebody-else');
  });
});
