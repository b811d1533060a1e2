/** What went wrong, as the engine decides on it. The platform's own words stand in `detail`, redacted and cut. */
export type ConnectorErrorCode =
  /** Connection refused or reset, name not found, TLS refused. */
  | 'unreachable'
  | 'timeout'
  /** 401: the credential is wrong or ended. One is enough to stop the target: eleven would shut everybody out of a Nextcloud. */
  | 'unauthorized'
  /** 403: the account has too few rights. */
  | 'forbidden'
  | 'not-found'
  /** The name or address is in use by something that is not ours. */
  | 'taken'
  /** The platform refuses the values. */
  | 'rejected'
  /** 429 from the platform. */
  | 'rate-limited'
  /** Our own ration is used up: nothing was sent. */
  | 'rationed'
  | 'maintenance'
  | 'server-error'
  /** HTML where JSON is due, a truncated body, a schema that does not match, a write that did not show when read back. */
  | 'unexpected-answer'
  /** The identity side has not made this account yet. */
  | 'awaiting'
  /** A protected account or group. */
  | 'protected'
  /** The object is no longer what the change was planned on. */
  | 'superseded'
  /** The worker lost its right to write (fenced), or was asked to stop. */
  | 'aborted';

/** `never`: a person must act. `backoff`: the same call may pass later. `at`: not before this instant (epoch milliseconds). */
export type Retry = 'never' | 'backoff' | { readonly at: number };

export interface ConnectorErrorInit {
  readonly code: ConnectorErrorCode;
  readonly retry: Retry;
  /** `operation`: only this one; `target`: whatever is sent there will fail the same way. */
  readonly scope: 'operation' | 'target';
  /** Name of the request in the connector's words: `nextcloud: create user`. Never a URL with a query, never a secret. */
  readonly request: string;
  readonly detail?: string;
  readonly status?: number;
  readonly cause?: unknown;
}

export class ConnectorError extends Error {
  readonly code: ConnectorErrorCode;
  readonly retry: Retry;
  readonly scope: 'operation' | 'target';
  readonly request: string;
  readonly detail: string;
  readonly status: number | null;

  constructor(init: ConnectorErrorInit) {
    const detail = init.detail ?? '';
    super(`${init.request}: ${init.code}${detail === '' ? '' : ` (${detail})`}`, { cause: init.cause });
    this.name = 'ConnectorError';
    this.code = init.code;
    this.retry = init.retry;
    this.scope = init.scope;
    this.request = init.request;
    this.detail = detail;
    this.status = init.status ?? null;
  }
}

export const isConnectorError = (error: unknown): error is ConnectorError => error instanceof ConnectorError;
