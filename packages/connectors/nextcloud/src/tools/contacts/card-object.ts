import type { CardContent } from '@passerelle/model';
import { ICAL } from '../collections/icalendar.ts';
import type { ObjectMarks } from '../collections/collection-tool.ts';
import { marks as names } from '../collections/seal.ts';

/**
 * A member as a vCard, in version 3.0 (RFC 2426): Nextcloud's server converts a 4.0 card down for every programme that does not ask for 4.0,
 * this reader included; a 3.0 card comes back as it was written.
 */
export const cardObject = (content: CardContent, { uid, entry, digest }: ObjectMarks): ICAL.Component => {
  const card = new ICAL.Component('vcard');
  const add = (name: string, value: string | readonly string[], type?: string): void => {
    const property = new ICAL.Property(name, card);
    if (type !== undefined) property.setParameter('type', type);
    property.setValue(typeof value === 'string' ? value : [...value]);
    card.addProperty(property);
  };
  add('version', '3.0');
  add('prodid', '-//Passerelle//Nextcloud//FR');
  add('uid', uid);
  add('fn', content.displayName);
  add('n', [content.familyName, content.givenName, '', '', '']);
  if (content.email !== null) add('email', content.email, 'WORK');
  if (content.phone !== null) add('tel', content.phone, 'WORK');
  if (content.organisation !== null) add('org', [content.organisation]);
  if (content.roles.length > 0) {
    add('role', content.roles.join(', '));
    // Nextcloud's Contacts shows categories as groups: everybody with a role at a click.
    const categories = new ICAL.Property('categories', card);
    categories.setValues([...content.roles]);
    card.addProperty(categories);
  }
  add(names.entry, entry);
  add(names.digest, digest);
  return card;
};
