/** How long a kind of request takes (milliseconds). The first match counts. */
interface Pace {
  readonly matches: RegExp;
  readonly ms: number;
}

/**
 * Nobody could run a Discourse to measure it (facts, head): these are plausible times of a small site, from what its
 * own pages say of server-side times (50 to 100 ms for a topic list) and from the work behind each call. A bulk add
 * writes a row and a log line per person; `sync_sso` takes locks and saves five records.
 */
const PLAUSIBLE: readonly Pace[] = [
  { matches: /^POST \/admin\/users\/sync_sso$/, ms: 150 },
  { matches: /^POST \/users$/, ms: 200 },
  { matches: /^PUT \/groups\/:id\/members$/, ms: 400 },
  { matches: /^DELETE \/groups\/:id\/members$/, ms: 300 },
  { matches: /^GET \/groups\/:name\/members$/, ms: 250 },
  { matches: /^POST \/admin\/plugins\/explorer\/queries\/:id\/run$/, ms: 300 },
  { matches: /^(POST|PUT) \/categories/, ms: 250 },
  { matches: /^POST \/posts$/, ms: 250 },
  { matches: /^GET /, ms: 60 },
];
const OTHERWISE = 100;

export const plausibleMs = (kind: string | null): number =>
  PLAUSIBLE.find(({ matches }) => matches.test(kind ?? ''))?.ms ?? OTHERWISE;
