import type { NamingRule } from '@passerelle/connector-kit';

/** Rooms: what a token can name without any doubt (facts/identity.md §6). Short enough for the end that `roomFor` adds. */
export const roomRule: NamingRule = {
  minLength: 1,
  maxLength: 48,
  allowed: 'a-z0-9-',
  separator: '-',
  caseSensitive: false,
};

/** Jitsi has no groups; the contract asks for a rule all the same. */
export const groupRule: NamingRule = roomRule;
