import type { NamingRule } from '@passerelle/connector-kit';

/** Group ids: short ASCII, since 65 characters and more are stored as a hash and odd ones must be encoded everywhere (facts §2, §5). */
export const groupRule: NamingRule = {
  minLength: 1,
  maxLength: 64,
  allowed: 'a-z0-9_-',
  separator: '-',
  caseSensitive: false,
};

/** Mount points: what people see as a folder's name. `/` would nest; dots and the characters that Windows refuses are left out. */
export const spaceRule: NamingRule = {
  minLength: 1,
  maxLength: 100,
  allowed: "\\p{L}\\p{N} '()&+,_-",
  separator: ' ',
  caseSensitive: true,
};

/** Whether a name given to us keeps Nextcloud's own limits; ours are stricter, and an adopted name need not keep those. */
export const isGroupId = (name: string): boolean => /^[\x20-\x7e]{1,64}$/.test(name) && name.trim() === name;
export const isMountPoint = (name: string): boolean =>
  name.trim() !== '' && !/[/\\\0]/.test(name) && name.length <= 200;
