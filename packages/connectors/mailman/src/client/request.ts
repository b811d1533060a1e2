import {
  ConnectorError,
  errorOfStatus,
  expectShape,
  parseJson,
  type Call,
  type ConnectorErrorCode,
  type HttpRequest,
  type HttpResponse,
} from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';

export interface MailmanRequest {
  /** What is done, in words: `create list`. */
  readonly name: string;
  readonly method: HttpRequest['method'];
  /** Path below `/3.1`, encoded. */
  readonly path: string;
  readonly query?: readonly (readonly [string, string | number])[];
  readonly json?: unknown;
}

/** Name of a request in errors and logs. */
export const titled = (name: string): string => `mailman: ${name}`;
export const encoded = (part: string): string => encodeURIComponent(part);

const refusalSchema = z.object({ description: z.string().optional(), title: z.string().optional() });
/** What a refusal says; empty where it says nothing. */
export const wordsOf = (response: HttpResponse): string => {
  try {
    return refusalSchema.safeParse(JSON.parse(response.text)).data?.description ?? '';
  } catch {
    return '';
  }
};

export const statusError = (session: Session, response: HttpResponse, name: string): ConnectorError =>
  errorOfStatus(response, titled(name), { now: session.context.now(), redact: session.redact });

export const problem = (
  name: string,
  detail: string,
  code: ConnectorErrorCode = 'rejected',
  scope: 'operation' | 'target' = 'operation',
): ConnectorError => new ConnectorError({ code, retry: 'never', scope, request: titled(name), detail });

/** A refusal of this one operation, in Mailman's words. */
export const refused = (
  session: Session,
  response: HttpResponse,
  name: string,
  code: ConnectorErrorCode = 'rejected',
): ConnectorError => {
  if (response.status !== 400 && response.status !== 409) return statusError(session, response, name);
  return new ConnectorError({
    code,
    retry: 'never',
    scope: 'operation',
    request: titled(name),
    status: response.status,
    detail: session.redact(wordsOf(response)).slice(0, 160),
  });
};

/** Sends one request and throws for what means the same everywhere: 401, 429, and the server's own troubles. */
export const sendRequest = async (session: Session, call: Call, request: MailmanRequest): Promise<HttpResponse> => {
  const query = (request.query ?? []).map(([key, value]) => `${key}=${encoded(String(value))}`).join('&');
  const { user, password } = session.config.credentials;
  const response = await session.context.http.send(
    {
      name: titled(request.name),
      method: request.method,
      url: `${session.config.url}/3.1${request.path}${query === '' ? '' : `?${query}`}`,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
        accept: 'application/json',
        'user-agent': 'Passerelle',
        // Only with a body: an empty one that is announced as JSON is refused (seen on 3.3.8).
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    },
    call,
  );
  const { status } = response;
  if (status === 401 || status === 403 || status === 429 || status >= 500) {
    throw statusError(session, response, request.name);
  }
  return response;
};

/** The JSON of an answer whose status the caller has judged. */
export const bodyOf = <T>(session: Session, response: HttpResponse, name: string, schema: z.ZodType<T>): T =>
  expectShape(parseJson(response, titled(name), session), response, titled(name), schema);

/** A 404 counts as "absent" only where Mailman itself says it: one from a proxy, or of a wrong address, is a page. */
export const isAbsent = (session: Session, response: HttpResponse, name: string): boolean => {
  if (response.status !== 404) return false;
  bodyOf(session, response, name, z.object({ title: z.string() }));
  return true;
};

/** The checked JSON of a successful answer; null for "absent". */
export const readOrNull = async <T>(
  session: Session,
  call: Call,
  request: MailmanRequest,
  schema: z.ZodType<T>,
): Promise<T | null> => {
  const response = await sendRequest(session, call, request);
  if (isAbsent(session, response, request.name)) return null;
  if (response.status !== 200) throw refused(session, response, request.name);
  return bodyOf(session, response, request.name, schema);
};

/** A write that Mailman answers without words. */
export const write = async (session: Session, call: Call, request: MailmanRequest): Promise<'done' | 'absent'> => {
  const response = await sendRequest(session, call, request);
  if (isAbsent(session, response, request.name)) return 'absent';
  if (response.status !== 201 && response.status !== 204) throw refused(session, response, request.name);
  return 'done';
};
