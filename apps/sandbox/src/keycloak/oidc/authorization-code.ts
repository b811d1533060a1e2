import type { ClientState } from '../state/realm-state.ts';

/** What a relying party asked for when it sent somebody here. */
export interface AuthorizationRequest {
  readonly client: ClientState;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state?: string | undefined;
  readonly nonce?: string | undefined;
  /** PKCE challenge (S256). */
  readonly challenge?: string | undefined;
}

export interface IssuedCode extends AuthorizationRequest {
  readonly sessionId: string;
}

const CODE_MS = 60_000;
const LOGIN_MS = 1_800_000;

/** Codes and logins that are under way; in memory only, since they live for a minute and for half an hour. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, IssuedCode & { readonly until: number }>();
  readonly #logins = new Map<string, AuthorizationRequest & { readonly until: number }>();

  issue(id: string, code: IssuedCode, now: number): void {
    this.#codes.set(id, { ...code, until: now + CODE_MS });
  }

  /** A code is good once. */
  take(id: string, now: number): IssuedCode | undefined {
    const code = this.#codes.get(id);
    this.#codes.delete(id);
    return code === undefined || code.until < now ? undefined : code;
  }

  beginLogin(id: string, request: AuthorizationRequest, now: number): void {
    this.#logins.set(id, { ...request, until: now + LOGIN_MS });
  }

  login(id: string, now: number): AuthorizationRequest | undefined {
    const login = this.#logins.get(id);
    return login === undefined || login.until < now ? undefined : login;
  }

  endLogin(id: string): void {
    this.#logins.delete(id);
  }
}
