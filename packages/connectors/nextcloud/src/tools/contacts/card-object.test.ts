import type { CardContent } from '@passerelle/model';
import { expect, test } from 'vitest';
import { cardObject } from './card-object.ts';

const marks = { uid: 'icane-p1@passerelle', entry: 'p1', digest: 'd1', now: 0 };
const card: CardContent = {
  type: 'card',
  displayName: 'Zoé; Œuvrard, dite « Z »',
  givenName: 'Zoé',
  familyName: 'Œuvrard; Martin',
  email: 'zoe@example.org',
  phone: '+32 4 123 45 67',
  organisation: 'CHU; Liège',
  roles: ['technicien', 'animatrice, adjointe'],
};

test('a card holds what the member shows, every character of it', () => {
  expect(cardObject(card, marks).toString().split('\r\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'PRODID:-//Passerelle//Nextcloud//FR',
    'UID:icane-p1@passerelle',
    'FN:Zoé; Œuvrard\\, dite « Z »',
    'N:Œuvrard\\; Martin;Zoé;;;',
    'EMAIL;TYPE=WORK:zoe@example.org',
    'TEL;TYPE=WORK:+32 4 123 45 67',
    'ORG:CHU\\; Liège',
    'ROLE:technicien\\, animatrice\\, adjointe',
    'CATEGORIES:technicien,animatrice\\, adjointe',
    'X-PASSERELLE-ENTRY:p1',
    'X-PASSERELLE-DIGEST:d1',
    'END:VCARD',
  ]);
});

test('what a member does not show is not in it, not even empty', () => {
  const hidden = { ...card, email: null, phone: null, organisation: null, roles: [] };
  expect(cardObject(hidden, marks).toString()).not.toMatch(/EMAIL|TEL|ORG|ROLE|CATEGORIES/);
});
