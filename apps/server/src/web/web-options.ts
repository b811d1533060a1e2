/** What the pages of the server need besides the engine. Holds secrets: never to be logged. */
export interface WebOptions {
  /** The address by which people reach this server, without a slash at the end: `https://passerelle.example.org`. */
  readonly publicUrl: string;
  readonly login: {
    /** OpenID Connect issuer: `https://login.example.org/realms/cop`. */
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** The claim that holds a person's id (docs/adr/0007). */
    readonly claim: string;
  };
  /** Language of readers who say nothing. */
  readonly language: 'fr' | 'en';
}
