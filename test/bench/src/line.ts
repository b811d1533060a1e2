/** In the reader's language. */
export interface Text {
  readonly fr: string;
  readonly en: string;
}

export type Unit = 'ms' | 's' | 'calls' | 'writes' | 'MB' | 'per second' | 'operations' | 'people' | 'rows';

/** One line of the table. */
export interface Line {
  readonly what: Text;
  /** Ours. */
  readonly value: number;
  readonly unit: Unit;
  /** The peer or the limit that it stands beside, measured in the same run; null: told without a goal. */
  readonly against: Text | null;
  /** The same unit. */
  readonly peer: number | null;
  /** `value / peer`. */
  readonly ratio: number | null;
  /** What the ratio (or, without a peer, the value) may be. */
  readonly limit: { readonly at: 'most' | 'least'; readonly number: number } | null;
  /** True where there is no goal. */
  readonly met: boolean;
  /** Where the numbers come from: a formula, its source. */
  readonly note?: Text;
}

type Given = Pick<Line, 'what' | 'value' | 'unit'> & { readonly note?: Text };
type Beside = Given & { readonly against: Text; readonly peer: number };

/** Met while `value ≤ times × peer`. */
export function atMost(given: Beside, times: number): Line {
  const ratio = ratioOf(given);
  return { ...given, ratio, limit: { at: 'most', number: times }, met: ratio <= times };
}

/** Met while `value ≥ times × peer`. */
export function atLeast(given: Beside, times: number): Line {
  const ratio = ratioOf(given);
  return { ...given, ratio, limit: { at: 'least', number: times }, met: ratio >= times };
}

/** Met while the value itself is not above `limit`: no write at all, for example. */
export function noMoreThan(given: Given, limit: number): Line {
  const met = given.value <= limit;
  return { ...given, against: null, peer: null, ratio: null, limit: { at: 'most', number: limit }, met };
}

/** Told beside a peer, or alone; nothing is asked of it. */
export function told(given: Given & Partial<Pick<Beside, 'against' | 'peer'>>): Line {
  const { against = null, peer = null } = given;
  const ratio = peer === null ? null : ratioOf({ value: given.value, peer });
  return { ...given, against, peer, ratio, limit: null, met: true };
}

/** Nothing beside nothing is 1: no call where none was due. */
const ratioOf = ({ value, peer }: Pick<Beside, 'value' | 'peer'>): number => (value === peer ? 1 : value / peer);
