/** Namespaces that Nextcloud's calendars and address books speak, by the prefix that the answers use. */
export const namespaces = {
  d: 'DAV:',
  s: 'http://sabredav.org/ns',
  cal: 'urn:ietf:params:xml:ns:caldav',
  card: 'urn:ietf:params:xml:ns:carddav',
  cs: 'http://calendarserver.org/ns/',
  oc: 'http://owncloud.org/ns',
  nc: 'http://nextcloud.com/ns',
  x: 'http://apple.com/ns/ical/',
} as const;
export type Prefix = keyof typeof namespaces;

/** A name in Clark notation: `{DAV:}displayname`. */
export const clark = (prefix: Prefix, local: string): string => `{${namespaces[prefix]}}${local}`;
