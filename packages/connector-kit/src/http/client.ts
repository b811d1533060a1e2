import type { Call } from '../contract/call.ts';

/** A request that a connector sends. `name` stands in errors and logs; the query never does. */
export interface HttpRequest {
  readonly name: string;
  readonly method:
    | 'GET'
    | 'POST'
    | 'PUT'
    | 'PATCH'
    | 'DELETE'
    | 'PROPFIND'
    | 'PROPPATCH'
    | 'MKCOL'
    | 'REPORT'
    | 'MKCALENDAR'
    | 'HEAD'
    | 'MOVE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ration bucket that this request spends. */
  readonly bucket?: string;
  /** Milliseconds until headers and until the end of the body; 30,000 by default. */
  readonly timeout?: number;
  /** Largest body accepted, in bytes; 64 MiB by default. */
  readonly maxBytes?: number;
}

/** The whole answer. Redirects are not followed: they are answers. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends one request. Rejects only with ConnectorError (`unreachable`, `timeout`, `unexpected-answer` for a body that breaks off, `aborted`, `rationed`). No retry, no cookies. */
export interface HttpClient {
  send(request: HttpRequest, call: Call): Promise<HttpResponse>;
  close(): Promise<void>;
}
