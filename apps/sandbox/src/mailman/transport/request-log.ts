/** One request that was answered. Never holds a body or a header. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly status: number;
}

/** Oldest entries are dropped beyond this many: a sandbox may stay up for days. */
const kept = 50_000;

export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  clear(): void;
}

export const requestLog = (): { readonly log: RequestLog; readonly record: (request: LoggedRequest) => void } => {
  const entries: LoggedRequest[] = [];
  return {
    record(request) {
      entries.push(request);
      if (entries.length > kept) entries.splice(0, entries.length - kept);
    },
    log: {
      entries,
      clear() {
        entries.length = 0;
      },
    },
  };
};
