import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';
import type { Answer } from './answer.ts';
import type { Params } from './params.ts';

/** Who calls: through an API key, with a browser's session, or nobody known. */
export type Caller =
  | { readonly kind: 'anonymous'; readonly user: null }
  | { readonly kind: 'api'; readonly user: User; readonly keyId: number }
  | { readonly kind: 'session'; readonly user: User; readonly token: string };

export interface Call {
  readonly platform: Platform;
  readonly caller: Caller;
  readonly params: Params;
  /** A decoded part of the path, without `.json`. */
  readonly path: (name: string) => string;
  /** Query and form text as it came, for signatures. */
  readonly query: URLSearchParams;
  readonly headers: {
    readonly host: string;
    readonly userAgent: string;
    readonly origin: string;
    readonly acceptLanguage: string;
    readonly sessionToken: string | undefined;
  };
  readonly wantsJson: boolean;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/u/:username`; the suffix `.json` is not part of it. */
  readonly pattern: string;
  /** Rails' controller and action, such as `admin/users#suspend`: what scopes of API keys are about. */
  readonly action: string;
  /** Who may come in at all; everybody by default. */
  readonly for?: 'user' | 'staff' | 'admin';
  /** A page that browsers open: answered without asking for JSON. */
  readonly page?: true;
  /** What a browser gets at this address that does not ask for JSON. */
  readonly html?: (call: Call) => Answer;
  /** The real server allows it in read-only mode although it is no GET. */
  readonly inReadOnly?: true;
  readonly handle: (call: Call) => Answer;
}

/** The calling user; endpoints that are for users only get here with one. */
export const userOf = (call: Call): User => {
  if (call.caller.user === null) throw new Error('an endpoint without "for" asked who calls');
  return call.caller.user;
};

export const isStaff = (user: User | null): boolean => user !== null && (user.admin || user.moderator);
