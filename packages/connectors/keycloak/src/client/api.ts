import {
  expectJson,
  type Call,
  type ConnectorContext,
  type HttpRequest,
  type HttpResponse,
} from '@passerelle/connector-kit';
import type { z } from 'zod';
import type { KeycloakConfig } from '../config.ts';
import { errorOf } from './error-of.ts';
import type { Token, TokenSource } from './token.ts';

export interface ApiRequest {
  /** `read a group`: stands in errors. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/admin/realms/{realm}`, each part already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
}

/** The admin API of one realm. */
export interface Api {
  /** Any answer, whatever its status. @throws ConnectorError when there is none */
  send(request: ApiRequest, call: Call): Promise<HttpResponse>;
  /** @throws ConnectorError for anything but a success with the JSON that is due */
  read<T>(request: ApiRequest, schema: z.ZodType<T>, call: Call): Promise<T>;
  /** What an answer that `send` gave holds. @throws ConnectorError for anything but a success with the JSON that is due */
  parse<T>(response: HttpResponse, request: Pick<ApiRequest, 'name'>, schema: z.ZodType<T>): T;
  /** As `read`, null for 404 "… not found" of that very thing. @throws ConnectorError */
  find<T>(request: ApiRequest, schema: z.ZodType<T>, call: Call): Promise<T | null>;
  /** For what answers 204 and nothing else. @throws ConnectorError for any other answer: a page of HTML with 200 is no success */
  write(request: ApiRequest, call: Call): Promise<HttpResponse>;
  /** The error of an answer that `send` gave. */
  errorOf(response: HttpResponse, request: Pick<ApiRequest, 'name'>): ReturnType<typeof errorOf>;
}

export function openApi(
  config: KeycloakConfig,
  context: ConnectorContext,
  tokens: TokenSource,
  redact: (text: string) => string,
): Api {
  const base = `${config.url}/admin/realms/${encodeURIComponent(config.realm)}`;
  const answer = () => ({ now: context.now(), redact });
  const requestOf = (request: ApiRequest, token: Token): HttpRequest => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request.query ?? {})) query.set(name, String(value));
    const search = query.toString();
    return {
      name: `keycloak: ${request.name}`,
      method: request.method,
      url: `${base}${request.path}${search === '' ? '' : `?${search}`}`,
      headers: {
        authorization: `Bearer ${token.text}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    };
  };
  const send = async (request: ApiRequest, call: Call): Promise<HttpResponse> => {
    const token = await tokens.get(call);
    const response = await context.http.send(requestOf(request, token), lenient(call));
    if (response.status !== 401) return response;
    // Ended early: Keycloak started again, its keys were changed, the clocks differ. One new token, once.
    tokens.forget(token);
    return context.http.send(requestOf(request, await tokens.get(call)), call);
  };
  const failure = (response: HttpResponse, { name }: Pick<ApiRequest, 'name'>): ReturnType<typeof errorOf> =>
    errorOf(response, `keycloak: ${name}`, answer());
  const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status <= 299;
  const parse = <T>(response: HttpResponse, request: Pick<ApiRequest, 'name'>, schema: z.ZodType<T>): T => {
    if (!isSuccess(response)) throw failure(response, request);
    return expectJson(response, `keycloak: ${request.name}`, schema, answer());
  };
  const read = async <T>(request: ApiRequest, schema: z.ZodType<T>, call: Call): Promise<T> => {
    return parse(await send(request, call), request, schema);
  };
  return {
    send,
    read,
    parse,
    async find(request, schema, call) {
      const response = await send(request, call);
      if (isSuccess(response)) return expectJson(response, `keycloak: ${request.name}`, schema, answer());
      const error = failure(response, request);
      if (error.code === 'not-found' && error.scope === 'operation') return null;
      throw error;
    },
    async write(request, call) {
      const response = await send(request, call);
      if (response.status !== 204) throw failure(response, request);
      return response;
    },
    errorOf: failure,
  };
}

/** A token that ended is not a credential that is refused: only the answer to a fresh one is told as that. */
const lenient = (call: Call): Call => ({
  signal: call.signal,
  before: (bucket) => call.before(bucket),
  after: (outcome) => call.after(outcome === 'unauthorized' ? 'failed' : outcome),
});
