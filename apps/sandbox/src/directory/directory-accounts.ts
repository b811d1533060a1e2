import type { DirectoryTree } from './directory-tree.ts';
import { valuesOf } from './directory-entry.ts';
import { dnKey } from './distinguished-name.ts';
import { LdapFailure, RESULT } from './ldap-failure.ts';
import { passwordMatches } from './password-check.ts';

/** A service account that is no entry of the tree (slapd's `rootdn`, or an account of `limits` and `access` rules). */
export interface ServiceAccount {
  readonly dn: string;
  readonly password: string;
}

/** One that may write some branches and reads the rest (`access to dn.subtree=… by dn.exact=… write`). */
export interface WritingAccount extends ServiceAccount {
  /** DNs; the branches' own entries too. */
  readonly branches: readonly string[];
}

/** Who is bound on a connection, and so what it may do and how much it may read. */
export type Identity =
  { readonly kind: 'anonymous' } | { readonly kind: 'person' | 'reader' | 'writer' | 'manager'; readonly dn: string };

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** @throws LdapFailure 49 for a wrong DN or password alike, 53 for a DN without a password */
export function authenticate(
  tree: DirectoryTree,
  accounts: {
    readonly reader: ServiceAccount;
    readonly manager: ServiceAccount;
    readonly writer?: WritingAccount | undefined;
  },
  dn: string,
  password: string,
): Identity {
  if (dn === '' && password === '') return ANONYMOUS;
  if (password === '') {
    throw new LdapFailure(RESULT.unwillingToPerform, 'unauthenticated bind (DN with no password) disallowed');
  }
  for (const kind of ['reader', 'writer', 'manager'] as const) {
    const account = accounts[kind];
    if (account === undefined) continue;
    if (dnKey(account.dn) === dnKey(dn) && passwordMatches(account.password, password)) return { kind, dn: account.dn };
  }
  const entry = tree.get(dn);
  const stored = entry === undefined ? [] : valuesOf(entry, 'userPassword');
  if (entry === undefined || !stored.some((value) => passwordMatches(value, password))) {
    throw new LdapFailure(RESULT.invalidCredentials, '');
  }
  // The reader may also be an entry with its own password; slapd's limits and rights go by the DN.
  return { kind: dnKey(entry.dn) === dnKey(accounts.reader.dn) ? 'reader' : 'person', dn: entry.dn };
}
