import { randomBytes } from 'node:crypto';

/** How long a nonce of DiscourseConnect is good for (facts §2). */
const NONCE_MS = 30 * 60_000;

interface ServerSession {
  readonly csrf: string;
  userId: number | null;
  /** Nonces that were given to this browser: where to go afterwards, and until when. */
  readonly nonces: Map<string, { readonly returnPath: string; readonly until: number }>;
}

/** Sessions of browsers, in memory only: a restart logs everybody out. */
export interface ServerSessions {
  find(token: string | undefined): ServerSession | undefined;
  begin(): { readonly token: string; readonly session: ServerSession };
  /** A new token for the browser that has just logged in, so that an older one is worth nothing. */
  logIn(old: string | undefined, userId: number): string;
  end(token: string | undefined): void;
  /** Ends all sessions of a user; tells how many there were. */
  endAllOf(userId: number): number;
  addNonce(session: ServerSession, nonce: string, returnPath: string): void;
  /** Uses a nonce up; null when it is unknown to this browser, used or too old. `bound: false` asks all browsers. */
  useNonce(session: ServerSession | undefined, nonce: string, bound: boolean): string | null;
}

export const serverSessions = (now: () => number): ServerSessions => {
  const sessions = new Map<string, ServerSession>();
  const begin: ServerSessions['begin'] = () => {
    const token = randomBytes(24).toString('base64url');
    const session: ServerSession = { csrf: randomBytes(24).toString('base64url'), userId: null, nonces: new Map() };
    sessions.set(token, session);
    return { token, session };
  };
  return {
    find: (token) => (token === undefined ? undefined : sessions.get(token)),
    begin,
    logIn: (old, userId) => {
      if (old !== undefined) sessions.delete(old);
      const { token, session } = begin();
      session.userId = userId;
      return token;
    },
    end: (token) => {
      if (token !== undefined) sessions.delete(token);
    },
    endAllOf: (userId) => {
      const ended = [...sessions].filter(([, session]) => session.userId === userId);
      for (const [token] of ended) sessions.delete(token);
      return ended.length;
    },
    addNonce: (session, nonce, returnPath) => void session.nonces.set(nonce, { returnPath, until: now() + NONCE_MS }),
    useNonce: (session, nonce, bound) => {
      const places = bound ? (session === undefined ? [] : [session]) : [...sessions.values()];
      for (const place of places) {
        const found = place.nonces.get(nonce);
        if (found === undefined) continue;
        place.nonces.delete(nonce);
        return found.until > now() ? found.returnPath : null;
      }
      return null;
    },
  };
};
