/** What a handler answers. `json: undefined` with no text is an empty body. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  /** Content type of `text`; HTML by default. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (value: unknown, status = 200): Answer => ({ status, json: value });
export const success = (more: object = {}): Answer => json({ success: 'OK', ...more });
export const emptyBody = (status = 200): Answer => ({ status });
export const redirect = (location: string, status: 301 | 302 | 303 = 302): Answer => ({
  status,
  text: '',
  headers: { location },
});

/** A refusal in whatever form the real controller has for it. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

const errors = (status: number, type: string | undefined, ...messages: readonly string[]): Refusal =>
  new Refusal(json({ errors: messages, ...(type === undefined ? {} : { error_type: type }) }, status));

export const invalidParameters = (name: string): Refusal =>
  errors(400, 'invalid_parameters', `You supplied invalid parameters to the request: ${name}`);
export const missingParameter = (name: string): Refusal =>
  errors(400, undefined, `param is missing or the value is empty or invalid: ${name}`);
export const invalidAccess = (detail = ''): Refusal =>
  errors(403, 'invalid_access', `You are not permitted to view the requested resource.${detail}`);
export const badCredentials = (): Refusal => invalidAccess(' The API username or key is invalid.');
export const notLoggedIn = (): Refusal => errors(403, 'not_logged_in', 'You need to be logged in to do that.');
export const notFound = (): Refusal => errors(404, 'not_found', 'The requested URL or resource could not be found.');
export const unprocessable = (...messages: readonly string[]): Refusal => errors(422, undefined, ...messages);
export const recordInvalid = (...messages: readonly string[]): Refusal => errors(422, 'record_invalid', ...messages);
export const readOnly = (): Refusal =>
  errors(503, 'read_only', 'The site is in read only mode. Interactions are disabled.');
/** The older form of refusals that some actions still have (facts §1). */
export const failed = (status: number, message: string, more: object = {}): Refusal =>
  new Refusal(json({ failed: 'FAILED', message, ...more }, status));
/** An exception that nothing catches on the real server. */
export const uncaught = (): Refusal => new Refusal(json({ status: 500, error: 'Internal Server Error' }, 500));
/** The real server can do it, this one can't: it says so instead of pretending. */
export const notCovered = (what: string): Refusal =>
  errors(501, 'not_covered_by_the_sandbox', `The sandbox's Discourse does not cover this: ${what}`);
