/** An entry of the directory as Keycloak's federation reads it: all attributes, operational ones included, by lower-case name. */
export interface FederatedEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export interface FederationQuestion {
  readonly base: string;
  readonly scope: 'one' | 'sub';
  readonly objectClasses: readonly string[];
  /** Only entries that hold this value (case does not count). */
  readonly equals?: { readonly attribute: string; readonly value: string };
}

/** The directory that the realm's LDAP component is connected to. Rejects when the directory cannot be reached or breaks off. */
export interface DirectoryPort {
  /** What a component's `connectionUrl` must be for the port to be the directory that it means. */
  readonly url: string;
  search(question: FederationQuestion): Promise<readonly FederatedEntry[]>;
  bind(dn: string, password: string): Promise<boolean>;
}
