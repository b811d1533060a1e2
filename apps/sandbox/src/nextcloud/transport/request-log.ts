import type { RequestHandler } from 'express';

export interface LoggedRequest {
  readonly method: string;
  /** Path and query, with the values of whatever may be secret taken out. */
  readonly path: string;
  readonly status: number;
}

/** Oldest entries are dropped beyond this many: a sandbox may stay up for days. */
const KEPT = 50_000;
const SECRET = new Set(['code', 'state', 'password', 'token', 'session_state', 'id_token_hint', 'nonce']);

const withoutSecrets = (address: string): string => {
  const url = new URL(address, 'http://nextcloud.invalid');
  for (const name of [...url.searchParams.keys()]) if (SECRET.has(name)) url.searchParams.set(name, '***');
  return url.pathname + url.search;
};

const READING = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT']);

/** What was asked and answered, and how many writes took effect. Never holds a body or a header. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  /** Number of successful requests of a writing method, by `METHOD /first/parts/of/the/path`. */
  readonly writes: ReadonlyMap<string, number>;
  /** Sum of `writes`. */
  writeCount(): number;
  clear(): void;
}

/** Ids are left out of the key, so that writes of one kind are counted together. */
const kindOf = (method: string, path: string): string => {
  const parts = path.split('?')[0]?.split('/') ?? [];
  // `/remote.php/dav/calendars/…`: what it is, whoever's it is.
  if (parts[2] === 'dav' && parts[3] !== 'files') return `${method} ${parts[3] ?? ''}`;
  const start = parts.findIndex((part) => part === 'cloud' || part === 'apps' || part === 'files' || part === 'core');
  const known = start < 0 ? parts.slice(1) : parts.slice(start);
  const ids = known[0] === 'cloud' ? [2] : known[0] === 'files' ? [1, 2] : known[1] === 'groupfolders' ? [3, 5] : [];
  if (known[0] === 'files') return `${method} files`;
  if (known[1] === 'files_sharing' || known[1] === 'user_oidc') ids.push(5);
  return `${method} ${known.map((part, index) => (ids.includes(index) ? '*' : part)).join('/')}`;
};

export const requestLog = (): { readonly log: RequestLog; readonly record: RequestHandler } => {
  const entries: LoggedRequest[] = [];
  const writes = new Map<string, number>();
  const record: RequestHandler = (req, res, next) => {
    res.once('finish', () => {
      const entry = { method: req.method, path: withoutSecrets(req.originalUrl), status: res.statusCode };
      entries.push(entry);
      if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
      if (READING.has(req.method) || res.statusCode >= 400 || res.locals['refused'] === true) return;
      const kind = kindOf(entry.method, entry.path);
      writes.set(kind, (writes.get(kind) ?? 0) + 1);
    });
    next();
  };
  const writeCount = (): number => [...writes.values()].reduce((sum, count) => sum + count, 0);
  const clear = (): void => {
    entries.length = 0;
    writes.clear();
  };
  return { log: { entries, writes, writeCount, clear }, record };
};
