import type { NamingRule } from '@passerelle/connector-kit';

/** There are no groups. */
export const groupRule: NamingRule = {
  minLength: 1,
  maxLength: 40,
  allowed: 'a-z0-9-',
  separator: '-',
  caseSensitive: false,
};

/** The part of a list's address before the `@`, without regard to case. Short enough for Mailman's own addresses, which put a suffix and a token behind it. */
export const spaceRule: NamingRule = {
  minLength: 2,
  maxLength: 32,
  allowed: 'a-z0-9-',
  separator: '-',
  caseSensitive: false,
};

/** Ends of the addresses that Mailman itself has for each list: `icane-owner@…` writes to those who keep `icane@…`. */
const reserved = /-(?:bounces|confirm|join|leave|owner|request|subscribe|unsubscribe)$/;

/** The name under which a list is made: one that would be another list's own address gets an end of its own. */
export const listName = (name: string): string => {
  const lower = name.toLowerCase();
  return reserved.test(lower) ? `${lower}-list` : lower;
};
export const isListName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9._-]{0,60}[a-z0-9])?$/.test(name);
