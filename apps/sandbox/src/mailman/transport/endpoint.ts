import type { Platform } from '../platform.ts';
import type { Answer } from './answer.ts';
import type { Params } from './params.ts';

export interface Call {
  readonly platform: Platform;
  readonly params: Params;
  /** A decoded part of the path. */
  readonly path: (name: string) => string;
  /** Address of a thing, as answers name it. */
  readonly linkTo: (path: string) => string;
  readonly language: 'fr' | 'en';
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/3.1`: `/lists/:list/roster/:role`. A page's begins with the whole path. */
  readonly pattern: string;
  /** A page of the sandbox's own that a person opens: no credentials, not below `/3.1`. */
  readonly page?: true;
  readonly handle: (call: Call) => Answer;
}
