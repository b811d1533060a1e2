import { expect, it } from 'vitest';
import { cardContent, defaultCardChoice } from './card.ts';
import { roleId } from './ids.ts';
import { roleStation } from './role.ts';

const ana = {
  displayName: 'Ana Peeters',
  givenName: 'Ana',
  familyName: 'Peeters',
  email: 'ana@example.org',
  phoneNumber: ' ',
  organization: 'CHU',
};
const stations = ['participation:core', roleStation(roleId('technicien')), roleStation(roleId('documents'))] as const;
const community = {
  ownRoles: [{ role: roleId('documents'), name: 'responsable documentaire' }],
  language: 'fr',
} as const;

it('shows the name only, of somebody who was never asked', () => {
  expect(cardContent(ana, stations, defaultCardChoice, community)).toEqual({
    type: 'card',
    displayName: 'Ana Peeters',
    givenName: 'Ana',
    familyName: 'Peeters',
    email: null,
    phone: null,
    organisation: null,
    roles: [],
  });
});
it('shows what was agreed to, roles as the community calls them; what is not known is not shown', () => {
  const shown = ['email', 'phone', 'roles'] as const;
  expect(cardContent(ana, stations, { listed: true, shown }, community)).toMatchObject({
    email: 'ana@example.org',
    phone: null,
    organisation: null,
    roles: ['responsable documentaire', 'technicien'],
  });
});
it('is not there at all for whoever does not want one', () => {
  expect(cardContent(ana, stations, { listed: false, shown: ['email'] }, community)).toBeNull();
});
