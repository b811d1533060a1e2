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
  /** E-mail addresses of those who may see and do everything, and of those who may see everything and change nothing. */
  readonly administrators?: readonly string[];
  readonly auditors?: readonly string[];
  readonly api?: {
    /** What an access token of a program must name as its audience. Default: `passerelle-api`. */
    readonly audience?: string;
  };
  /** How the engine's messages are said, which the command keeps: why somebody can do something, errors of platforms. */
  readonly sentences?: Readonly<Record<'fr' | 'en', Readonly<Record<string, string>>>>;
  /** Language of readers who say nothing. */
  readonly language: 'fr' | 'en';
}
