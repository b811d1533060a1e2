export { startDirectory, type Directory, type DirectoryOptions } from './start-directory.ts';
export type { ServiceAccount, WritingAccount } from './directory-accounts.ts';
export type { DirectoryEntry, EntryAttribute } from './directory-entry.ts';
export type { DirectoryTrouble } from './directory-trouble.ts';
export { LdapFailure } from './ldap-failure.ts';
export { LdifError, parseLdif } from './ldif.ts';
export { MEASURED_LIMITS, type SearchLimits } from './search-limits.ts';
export { directoryPort } from './directory-port.ts';
