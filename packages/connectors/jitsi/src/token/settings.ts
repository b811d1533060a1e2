/** Seconds: a token is looked at when somebody joins and never again (facts/identity.md §6), so that it needs to live for minutes only. */
export const longestLifetime = 600;
/** Seconds by which `nbf` lies in the past: Prosody has no leeway, and its clock may be behind ours. */
export const notBeforeMargin = 10;

/** What tokens for one Jitsi have in common. */
export interface TokenSettings {
  /** One of Prosody's `asap_accepted_issuers`; its `app_id` by default. */
  readonly issuer: string;
  /** One of Prosody's `asap_accepted_audiences`. One text, never a list: Prosody refuses lists. */
  readonly audience: string;
  /** The XMPP domain of the rooms: `meet.example.org`, with Docker `meet.jitsi`. Never `*`. */
  readonly domain: string;
  /** Seconds from now until the token ends, at most {@link longestLifetime}. */
  readonly lifetime: number;
  /** Whether Jitsi is told people's addresses. */
  readonly emails: boolean;
  /** What moderators may do besides moderating. */
  readonly moderatorsMay: readonly ModeratorFeature[];
}

/** What costs others something: their image kept, sent out or written down, a telephone bill. Never given to who only joins. */
export const moderatorFeatures = ['recording', 'livestreaming', 'transcription', 'outbound-call'] as const;
export type ModeratorFeature = (typeof moderatorFeatures)[number];
