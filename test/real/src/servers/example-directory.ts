/** Where things are in examples/directory.ldif, and how to log in to a server that was loaded with it. */
export const DIRECTORY = {
  suffix: 'dc=example,dc=org',
  peopleDn: 'ou=people,dc=example,dc=org',
  groupsDn: 'ou=groups,dc=example,dc=org',
  /** Reads; written in the LDIF. */
  readerDn: 'cn=reader,dc=example,dc=org',
  readerPassword: 'reader',
  /** May write its branch, and nothing else. Neither is in the LDIF: `addWriter` makes the account, tests make the branch. */
  writerDn: 'cn=passerelle,dc=example,dc=org',
  writerPassword: 'passerelle',
  writerBranch: 'ou=passerelle,dc=example,dc=org',
  /** Everybody's, in the LDIF. */
  personPassword: 'passerelle',
  /** The server's own administrator: not an entry. */
  adminDn: 'cn=admin,dc=example,dc=org',
  adminPassword: 'admin',
} as const;
