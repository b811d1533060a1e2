import table from './latencies.json' with { type: 'json' };

export type PlatformName = keyof typeof table;
export const platformNames: readonly PlatformName[] = ['keycloak', 'nextcloud', 'discourse'];

/**
 * How long one kind of request takes there, in milliseconds: Keycloak 26.7.4 and Nextcloud 32.0.1 as measured on two cores with PostgreSQL (medians; docs/adr
 * and the table's own `source`); nobody could run a Discourse, so those are plausible times of a small site.
 */
export interface Pace {
  readonly method: string;
  /** Without the query; `*` is one segment, `**` anything. */
  readonly path: string;
  readonly alone: number;
  /** More for every entry of the answer. */
  readonly perEntry?: number;
  /** At least so much between two of them, however many come at once. */
  readonly between?: number;
  readonly source: string;
}

const paces: Readonly<Record<PlatformName, readonly Pace[]>> = table;

const patternOf = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .split(/(\*\*|\*)/)
      .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
      .join('')}$`,
  );

const compiledOf = (name: PlatformName) => paces[name].map((pace) => ({ pace, pattern: patternOf(pace.path) }));
const compiled = {
  keycloak: compiledOf('keycloak'),
  nextcloud: compiledOf('nextcloud'),
  discourse: compiledOf('discourse'),
};

/** The first kind that a request is of; the last one of every platform is everything else. */
export function paceOf(platform: PlatformName, method: string, path: string): Pace {
  const found = compiled[platform].find(
    ({ pace, pattern }) => (pace.method === '*' || pace.method === method) && pattern.test(path),
  );
  if (found === undefined) throw new Error(`no pace for ${method} on ${platform}`);
  return found.pace;
}
