import type { NamingRule } from '@passerelle/connector-kit';

/**
 * Group names share one namespace with usernames, without regard to case: 3 to `max_username_length` characters (20 unless the forum was set
 * otherwise), no two separators in a row, letter or digit at both ends (facts §3).
 */
export const groupRule: NamingRule = {
  minLength: 3,
  maxLength: 20,
  allowed: 'a-z0-9-',
  separator: '-',
  caseSensitive: false,
};

/** What people see as the category's name: at most 50 characters, unique below its parent (facts §5). The slug is Discourse's own. */
export const spaceRule: NamingRule = {
  minLength: 1,
  maxLength: 50,
  allowed: "\\p{L}\\p{N} '()&+,_-",
  separator: ' ',
  caseSensitive: true,
};

/** Discourse's own rule, up to the longest that the setting allows; an adopted name need not keep ours. */
export const isGroupName = (name: string): boolean =>
  /^[A-Za-z0-9_](?:[A-Za-z0-9]|[-_.](?![-_.])){1,58}[A-Za-z0-9]$/.test(name) &&
  !/\.(?:js|json|css|html?|xml|jpe?g|png|gif|bmp|ico|tiff?|woff)$/i.test(name);
export const isCategoryName = (name: string): boolean => name.trim() !== '' && name.length <= 50;
