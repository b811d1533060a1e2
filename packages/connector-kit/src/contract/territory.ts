/**
 * A part of a hierarchy, from its root down: `['ldap', 'dc=org', 'dc=example', 'ou=people']`. Each step is in the form in which steps compare equal.
 * Where a target would write above or below what a source reads, the source would take for people what the target has made of them.
 */
export type Territory = readonly string[];

/** Whether one of them is the other, or lies above it. */
export const overlaps = (a: Territory, b: Territory): boolean =>
  a.slice(0, b.length).every((step, index) => step === b[index]);
