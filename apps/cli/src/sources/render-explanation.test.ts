import { expect, it } from 'vitest';
import { registry } from '../registry.ts';
import { noNames, speaker } from '../texts/texts.ts';
import { explanationDocument } from './explanation-document.ts';
import { explanationSchema } from './explanation.ts';
import { renderExplanation } from './render-explanation.ts';

const plain = { bold: String, dim: String, red: String, green: String, yellow: String, cyan: String };
const explanation = explanationSchema.parse({
  kind: 'explained',
  preset: 'openldap',
  outside: [{ code: 'ldap.explain.outside-base', params: { base: 'ou=people', scope: 'sub' } }],
  entry: {
    dn: 'uid=ana,ou=elsewhere',
    verdict: 'record',
    reason: null,
    fields: [
      {
        field: 'email',
        value: null,
        why: null,
        tried: [
          {
            attribute: 'mail',
            values: [],
            taken: null,
            why: { code: 'ldap.explain.absent', params: { attribute: 'mail' } },
          },
        ],
      },
    ],
    memberships: [],
    assignments: [{ community: 'icane', role: 'secretaire' }],
    leftAside: ['userPassword'],
  },
});

it.each([
  ['fr', /mail — l'entrée n'a pas l'attribut mail/, /ne fait personne de cette entrée/],
  ['en', /mail — the entry has no attribute mail/, /makes no person of this entry/],
] as const)(
  'in %s: each attribute, why it was not taken, and why the entry is not read',
  (language, attribute, verdict) => {
    const say = speaker(language, registry);
    const lines = renderExplanation(explanation, say, noNames, plain).join('\n');
    expect(lines).toMatch(attribute);
    expect(lines).toMatch(verdict);
    expect(lines).toContain('ou=people');
    expect(lines).toContain('userPassword');
    expect(lines).not.toMatch(/\{\w+\}/);
    expect(JSON.stringify(explanationDocument(explanation, say))).toContain('"text":');
  },
);
