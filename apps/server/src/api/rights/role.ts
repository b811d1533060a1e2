/** What somebody can be to what a request is about, from the outside in. In the order of the columns of the table of rights. */
export const roles = [
  'nobody',
  'person',
  'self',
  'member',
  'coordinator',
  'technicien',
  'auditor',
  'administrator',
] as const;
/**
 * `nobody`: has not said who they are; `person`: anybody who has; `self`: the very person that it is about; `member`, `coordinator`, `technicien`: by
 * their standing now in the community that it is about (in any of theirs, where it is about the whole instance); `auditor`, `administrator`: by the
 * configuration.
 */
export type Role = (typeof roles)[number];
