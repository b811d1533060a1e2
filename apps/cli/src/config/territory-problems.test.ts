import { describe, expect, it } from 'vitest';
import { registry } from '../registry.ts';
import { checkConfig } from './check-config.ts';
import { ConfigError } from './config-error.ts';

/** What is wrong with a source that reads `base` beside groups that are written to `branch`; empty: nothing. */
const problems = (base: string, branch: string, more: object = {}): readonly string[] => {
  const bind = { dn: 'cn=passerelle,dc=example,dc=org', password: 'a-secret' };
  const raw = {
    version: 1,
    sources: { people: { kind: 'ldap', url: 'ldap://ldap1.example.org', base, ...more } },
    targets: {
      groups: {
        kind: 'ldap-groups',
        url: 'ldap://ldap2.example.org',
        bind,
        branch,
        people: { base: 'ou=people,dc=example,dc=org' },
      },
    },
  };
  const secrets = { env: () => undefined, readText: () => '' };
  try {
    checkConfig(raw, { file: 'x', folder: '/', registry, secrets, lineOf: () => null, literals: 'allowed' });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path} ${message.code}`);
  }
};
const refused = ['targets.groups config.target-in-source'];

describe('groups that would be written where people are read from', () => {
  it.each([
    ['below it', 'dc=example,dc=org', 'ou=passerelle,dc=example,dc=org'],
    ['in another spelling', 'DC=Example, DC=org', 'ou=passerelle,dc=example,dc=org'],
    ['above it', 'ou=all,ou=staff,dc=example,dc=org', 'ou=staff,dc=example,dc=org'],
  ])('are refused %s, whatever the server is called', (_, base, branch) => {
    expect(problems(base, branch)).toEqual(refused);
  });

  it('are refused where the source reads its groups', () => {
    const map = [{ cn: 'a', community: 'icane', participation: 'core' }];
    const groups = { base: 'dc=example,dc=org', map };
    expect(problems('ou=people,dc=example,dc=org', 'ou=passerelle,dc=example,dc=org', { groups })).toEqual(refused);
  });

  it('are fine beside it', () => {
    expect(problems('ou=people,dc=example,dc=org', 'ou=passerelle,dc=example,dc=org')).toEqual([]);
  });
});
