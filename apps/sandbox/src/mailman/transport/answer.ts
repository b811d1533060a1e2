import { createHash } from 'node:crypto';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** An answer before it is written out. */
export interface Answer {
  readonly status: number;
  readonly json?: Json;
  readonly html?: string;
  readonly location?: string;
}

/** Mailman puts a digest of each thing beside it, also where nobody asks for conditions. */
export const tagged = (thing: JsonObject): JsonObject => ({
  ...thing,
  http_etag: `"${createHash('sha1').update(JSON.stringify(thing)).digest('hex')}"`,
});
export const okay = (thing: JsonObject): Answer => ({ status: 200, json: tagged(thing) });
export const accepted = (thing: JsonObject): Answer => ({ status: 202, json: tagged(thing) });
export const created = (location: string): Answer => ({ status: 201, location });
export const noContent: Answer = { status: 204 };

/** Refuses in Mailman's one shape: a title and, mostly, a description. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(status: number, title: string, description?: string) {
    super(`answers ${status}`);
    this.name = 'Refusal';
    this.answer = { status, json: { title, ...(description === undefined ? {} : { description }) } };
  }
}
export const badRequest = (description: string): Refusal => new Refusal(400, '400 Bad Request', description);
export const conflict = (description: string): Refusal => new Refusal(409, '409 Conflict', description);
export const notFound = (description = '404 Not Found'): Refusal => new Refusal(404, '404 Not Found', description);
/** Where a part of the address leads nowhere, the answer has no description. */
export const noSuchPath = (): Refusal => new Refusal(404, '404 Not Found');
export const notAllowed = (): Refusal => new Refusal(405, '405 Method Not Allowed');
export const unauthorized = (): Refusal => new Refusal(401, '401 Unauthorized', 'REST API authorization failed');
/** The real server can do it, this one can't: it says so instead of pretending. */
export const notCovered = (what: string): Refusal =>
  new Refusal(501, '501 Not Implemented', `The sandbox's Mailman does not cover this: ${what}`);
