/** A made world: the same numbers give the same people, communities and memberships in every process. */
export interface WorldSize {
  readonly people: number;
  readonly communities: number;
}
