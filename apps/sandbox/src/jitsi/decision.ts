/** What becomes of somebody who comes with a token. Texts are the server's own words. */
export type Decision =
  | {
      readonly answer: 'joined';
      readonly affiliation: 'owner' | 'member';
      readonly role: 'moderator' | 'participant';
      readonly user: TokenUser;
      readonly features: Features;
    }
  | Refusal
  /** The plugin falls over: no answer at all. */
  | { readonly answer: 'crashed'; readonly why: string };

export interface Refusal {
  readonly answer: 'refused';
  readonly at: 'connection' | 'room';
  readonly condition: string;
  readonly text: string;
}
export interface TokenUser {
  readonly id: string | null;
  readonly name: string | null;
}
/** What the token names; null: nothing, so that moderators may do all of it. */
export type Features = Readonly<Record<string, boolean>> | null;

export const refusedAt = (at: Refusal['at'], text: string, condition = 'not-allowed'): Refusal => ({
  answer: 'refused',
  at,
  condition,
  text,
});
