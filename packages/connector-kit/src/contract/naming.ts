/** A platform's rules for the names of groups or spaces. */
export interface NamingRule {
  readonly maxLength: number;
  readonly minLength: number;
  /** A character class of the characters that may stay, without brackets: `a-z0-9-`. Others are folded to ASCII or become `separator`. */
  readonly allowed: string;
  readonly separator: string;
  /** `Cop-A` and `cop-a` are two names. */
  readonly caseSensitive: boolean;
}
