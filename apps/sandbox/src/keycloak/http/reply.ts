import type { Json } from '../state/realm-state.ts';

/** An answer before it is written out. Header names are in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** JSON unless a content type says otherwise, in which case it is a string. */
  readonly body?: Json | undefined;
}

export const NO_CONTENT: Reply = { status: 204 };

export function ok(body: Json): Reply {
  return { status: 200, body };
}

export function created(location: string, body?: Json): Reply {
  return { status: 201, headers: { location }, body };
}

/** Thrown by a handler to answer with an error. Keycloak has several shapes of error bodies, one function each below. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`answers ${reply.status}`);
    this.name = 'Refusal';
    this.reply = reply;
  }
}

/** `{errorMessage}`: what ErrorResponse makes: conflicts and refused input. */
export function errorMessage(status: number, message: string): Refusal {
  return new Refusal({ status, body: { errorMessage: message } });
}

/** `{error}`: what the error mapper makes of an exception: not found, forbidden. */
export function plainError(status: number, error: string): Refusal {
  return new Refusal({ status, body: { error } });
}

/** `{error, error_description}`: OAuth errors and unexpected failures. */
export function describedError(status: number, error: string, description: string): Refusal {
  return new Refusal({ status, body: { error, error_description: description } });
}

/** `{field, errorMessage, params}`: the user profile's validation. */
export function fieldError(field: string, message: string, params: readonly Json[] = [field]): Refusal {
  return new Refusal({ status: 400, body: { field, errorMessage: message, params } });
}

export const unauthorized = (): Refusal => plainError(401, 'HTTP 401 Unauthorized');
export const forbidden = (): Refusal => plainError(403, 'HTTP 403 Forbidden');
export const unknownError = (): Refusal =>
  describedError(500, 'unknown_error', 'For more on this error consult the server log.');

/** For what a real Keycloak does and this stand-in does not: refused aloud, so that no test passes by accident. */
export function notCovered(what: string): Refusal {
  return describedError(501, 'not_covered_by_the_sandbox', `The Keycloak of the sandbox does not cover ${what}.`);
}
