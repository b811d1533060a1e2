import {
  ConnectorError,
  errorOfStatus,
  retryAfter,
  type Call,
  type HttpRequest,
  type HttpResponse,
} from '@passerelle/connector-kit';
import type { Session } from '../session.ts';

export interface NextcloudRequest {
  /** What is done, in words: `create user`. */
  readonly name: string;
  readonly method: HttpRequest['method'];
  /** Path below the server's address, encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string;
  readonly bucket?: 'edits' | 'shares';
  readonly timeout?: number;
}

/** Name of a request in errors and logs. */
export const titled = (name: string): string => `nextcloud: ${name}`;

const tenMinutes = 600_000;
const throttlerWindow = 1_800_000;

/**
 * 429 never carries Retry-After here. Empty body: a per-account ration (50 edits, 20 shares in 10 minutes). With a body: the brute-force
 * throttle, which refuses everything from this address until the failures are 30 minutes old. Facts: nextcloud.md §1.
 */
export const tooMany = (session: Session, response: HttpResponse, name: string): ConnectorError => {
  const now = session.context.now();
  const at = retryAfter(response.headers['retry-after'], now);
  const ration = response.text.trim() === '';
  return new ConnectorError({
    code: 'rate-limited',
    retry: { at: at ?? now + (ration ? tenMinutes : throttlerWindow) },
    scope: ration ? 'operation' : 'target',
    request: titled(name),
    status: 429,
    detail: ration ? 'ration of this kind of call used up' : 'too many failed logins from this address',
  });
};

/** Sends one request and throws for what means the same everywhere: 401, 403 excepted by callers, 429, 503. Other answers come back. */
export const sendRequest = async (session: Session, call: Call, request: NextcloudRequest): Promise<HttpResponse> => {
  const url = new URL(`${session.config.url}${request.path}`);
  for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, String(value));
  const body = request.json === undefined ? request.body : JSON.stringify(request.json);
  const bucket = session.config.rateLimitLifted ? undefined : request.bucket;
  const response = await session.context.http.send(
    {
      name: titled(request.name),
      method: request.method,
      url: url.href,
      headers: {
        authorization: session.authorization,
        accept: 'application/json',
        'ocs-apirequest': 'true',
        'user-agent': 'Passerelle',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(bucket === undefined ? {} : { bucket }),
      ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
    },
    call,
  );
  if (response.status === 429) throw tooMany(session, response, request.name);
  if (response.status === 401 || response.status === 503) throw statusError(session, response, request.name);
  return response;
};

export const statusError = (session: Session, response: HttpResponse, name: string): ConnectorError =>
  errorOfStatus(response, titled(name), { now: session.context.now(), redact: session.redact });
