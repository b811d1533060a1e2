/** One request that was answered. Never holds a body, a header, or a secret of the query. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** `PUT /groups/:id/members`: the kind of request, without what it was about; null where nothing serves it. */
  readonly kind: string | null;
}

/** Oldest entries are dropped beyond this many: a sandbox may stay up for days. */
const KEPT = 50_000;
const SECRET = new Set(['sso', 'sig', 'api_key', 'token', 'nonce']);

const withoutSecrets = (address: string): string => {
  const url = new URL(address, 'http://discourse.invalid');
  for (const name of [...url.searchParams.keys()]) if (SECRET.has(name)) url.searchParams.set(name, '***');
  return url.pathname + url.search;
};

/** What was asked and answered, and how many writes took effect. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  /** Number of successful requests of a writing method, by kind. */
  readonly writes: ReadonlyMap<string, number>;
  /** Sum of `writes`. */
  writeCount(): number;
  clear(): void;
}

export interface Recorder {
  readonly log: RequestLog;
  readonly record: (method: string, address: string, status: number, kind: string | null, refused: boolean) => void;
}

export const requestLog = (): Recorder => {
  const entries: LoggedRequest[] = [];
  const writes = new Map<string, number>();
  return {
    record: (method, address, status, kind, refused) => {
      entries.push({ method, path: withoutSecrets(address), status, kind });
      if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
      if (method === 'GET' || status >= 400 || refused || kind === null) return;
      writes.set(kind, (writes.get(kind) ?? 0) + 1);
    },
    log: {
      entries,
      writes,
      writeCount: () => [...writes.values()].reduce((sum, count) => sum + count, 0),
      clear: () => {
        entries.length = 0;
        writes.clear();
      },
    },
  };
};
