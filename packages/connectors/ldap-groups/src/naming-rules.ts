import type { NamingRule } from '@passerelle/connector-kit';

/** `cn` holds 64 characters with Active Directory (MS-ADA1 2.110), compares without case everywhere, and these characters need no escape in a DN or a filter. */
export const groupRule: NamingRule = {
  minLength: 1,
  maxLength: 64,
  allowed: 'a-z0-9_-',
  separator: '-',
  caseSensitive: false,
};
