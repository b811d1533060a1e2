/** Where things are in examples/directory.ldif, and how to log in to a server that was loaded with it. */
export const DIRECTORY = {
  suffix: 'dc=example,dc=org',
  peopleDn: 'ou=people,dc=example,dc=org',
  groupsDn: 'ou=groups,dc=example,dc=org',
  /** Reads; written in the LDIF. */
  readerDn: 'cn=reader,dc=example,dc=org',
  readerPassword: 'reader',
  /** Everybody's, in the LDIF. */
  personPassword: 'passerelle',
  /** The server's own administrator: not an entry. */
  adminDn: 'cn=admin,dc=example,dc=org',
  adminPassword: 'admin',
} as const;
