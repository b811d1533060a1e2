import {
  ConnectorError,
  errorOfStatus,
  retryAfter,
  type Call,
  type ConnectorErrorCode,
  type HttpRequest,
  type HttpResponse,
} from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';

export interface DiscourseRequest {
  /** What is done, in words: `create group`. */
  readonly name: string;
  readonly method: HttpRequest['method'];
  /** Path below the forum's address, encoded, with `.json`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly json?: unknown;
  /** The granular scope that allows it (facts §8), null where there is none. */
  readonly scope: string | null;
}

/** Name of a request in errors and logs. */
export const titled = (name: string): string => `discourse: ${name}`;

const refusalSchema = z.object({
  errors: z.array(z.string()).optional(),
  error_type: z.string().optional(),
  message: z.string().optional(),
  failed: z.string().optional(),
  extras: z.object({ wait_seconds: z.number().optional() }).nullish(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** What a refusal says, in whichever of its shapes; nothing where it is not JSON. */
export const refusalIn = (response: HttpResponse): Refusal => {
  try {
    const parsed = refusalSchema.safeParse(JSON.parse(response.text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
};

export const statusError = (session: Session, response: HttpResponse, name: string): ConnectorError =>
  errorOfStatus(response, titled(name), { now: session.context.now(), redact: session.redact });

/** A refusal of this one operation, in the forum's words. They are in the forum's language: shown, never matched. */
export const refused = (
  session: Session,
  response: HttpResponse,
  name: string,
  code: ConnectorErrorCode = 'rejected',
): ConnectorError => {
  const { errors, message } = refusalIn(response);
  const words = session.redact(errors?.join('; ') ?? message ?? '').slice(0, 160);
  return new ConnectorError({
    code,
    retry: 'never',
    scope: 'operation',
    request: titled(name),
    status: response.status,
    detail: words === '' ? `HTTP ${response.status}` : `HTTP ${response.status}: ${words}`,
  });
};

/** The ration may be told as JSON, as plain text (per address) or in HTML (a proxy); Retry-After usually says when (facts §1). */
const tooMany = (session: Session, response: HttpResponse, name: string): ConnectorError => {
  const now = session.context.now();
  const told = refusalIn(response).extras?.wait_seconds ?? Number(/in (\d+) seconds/.exec(response.text)?.[1]);
  const wait = Number.isFinite(told) ? told : 60;
  const which = response.headers['discourse-rate-limit-error-code'] ?? 'rate limit';
  return new ConnectorError({
    code: 'rate-limited',
    retry: { at: retryAfter(response.headers['retry-after'], now) ?? now + wait * 1000 },
    scope: 'target',
    request: titled(name),
    status: 429,
    detail: session.redact(which),
  });
};

const send = (session: Session, call: Call, request: DiscourseRequest): Promise<HttpResponse> => {
  // Lists of ids stand in queries: a comma need not be encoded there, and encoded it takes three places of a proxy's limit.
  const query = Object.entries(request.query ?? {})
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value).replaceAll('%2C', ',')}`)
    .join('&');
  const { key, username } = session.config.credentials;
  return session.context.http.send(
    {
      name: titled(request.name),
      method: request.method,
      url: `${session.config.url}${request.path}${query === '' ? '' : `?${query}`}`,
      headers: {
        'api-key': key,
        'api-username': username,
        accept: 'application/json',
        'user-agent': 'Passerelle',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      bucket: 'api',
    },
    call,
  );
};

/** Sends one request and throws for what means the same everywhere: 401, 429, 503 and worse. No judgement of rights. */
export const sendPlain = async (session: Session, call: Call, request: DiscourseRequest): Promise<HttpResponse> => {
  const response = await send(session, call, request);
  if (response.status === 429) throw tooMany(session, response, request.name);
  if (response.status === 401 || response.status >= 500) throw statusError(session, response, request.name);
  return response;
};
