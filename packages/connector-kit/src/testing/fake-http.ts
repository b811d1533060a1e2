import type { HttpClient, HttpRequest, HttpResponse } from '../http/client.ts';

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly text?: string;
}
export interface FakeHttp extends HttpClient {
  /** What was sent, in order. */
  readonly sent: readonly HttpRequest[];
}

/** A platform in a function, for what a stand-in would be too much for. Throwing from it is a broken connection. */
export const fakeHttp = (answer: (request: HttpRequest, number: number) => FakeAnswer): FakeHttp => {
  const sent: HttpRequest[] = [];
  return {
    sent,
    async send(request, call): Promise<HttpResponse> {
      await call.before(request.bucket ?? null);
      sent.push(request);
      const { status = 200, headers = {}, json, text } = answer(request, sent.length);
      call.after(status === 401 ? 'unauthorized' : 'answered');
      const type = json === undefined ? {} : { 'content-type': 'application/json' };
      return {
        status,
        headers: { ...type, ...headers },
        text: text ?? (json === undefined ? '' : JSON.stringify(json)),
      };
    },
    close: () => Promise.resolve(),
  };
};
