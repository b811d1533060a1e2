import { ConnectorError, type ConnectorErrorCode, type Retry } from '../contract/error.ts';
import { redact as redactUnknown } from '../redact.ts';
import type { HttpResponse } from './client.ts';
import { retryAfter } from './retry-after.ts';

export interface AnswerContext {
  /** Epoch milliseconds: `Retry-After` counts from here. */
  readonly now: number;
  /** Removes the connector's own secrets from excerpts; what merely looks like a secret goes in any case. */
  readonly redact?: (text: string) => string;
}

type Verdict = { readonly code: ConnectorErrorCode; readonly retry: Retry; readonly scope: 'operation' | 'target' };

const verdictOf = (status: number, waitUntil: number | null): Verdict => {
  const later: Retry = waitUntil === null ? 'backoff' : { at: waitUntil };
  switch (status) {
    case 401:
      return { code: 'unauthorized', retry: 'never', scope: 'target' };
    case 403:
      return { code: 'forbidden', retry: 'never', scope: 'operation' };
    case 404:
    case 410:
      return { code: 'not-found', retry: 'never', scope: 'operation' };
    case 408:
      return { code: 'timeout', retry: later, scope: 'operation' };
    case 409:
      return { code: 'taken', retry: 'never', scope: 'operation' };
    case 429:
      return { code: 'rate-limited', retry: later, scope: 'target' };
    case 503:
      return { code: 'maintenance', retry: later, scope: 'target' };
  }
  // 501: the platform cannot do that at all, now or later.
  if (status === 501) return { code: 'rejected', retry: 'never', scope: 'operation' };
  if (status >= 500) {
    // 502 and 504 come from a proxy that does not reach the platform: whatever is sent next fares no better.
    return { code: 'server-error', retry: later, scope: status === 502 || status === 504 ? 'target' : 'operation' };
  }
  if (status >= 400) return { code: 'rejected', retry: 'never', scope: 'operation' };
  // A redirect or an empty success where an answer is due: the address is wrong, or something stands in between.
  return { code: 'unexpected-answer', retry: 'backoff', scope: 'operation' };
};

/** The platform's own words, short: tags and secrets removed. */
export const excerptOf = (response: HttpResponse, context: Pick<AnswerContext, 'redact'>): string => {
  const text = isHtml(response)
    ? response.text.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
    : response.text;
  return redactUnknown(context.redact?.(text) ?? text, 160);
};

export const isHtml = (response: HttpResponse): boolean =>
  /^text\/html|^application\/xhtml/i.test(response.headers['content-type'] ?? '') ||
  /^\s*<(?:!doctype html|html)\b/i.test(response.text);

/**
 * What an answer's status means where the platform's rules say nothing else. Connectors look at their platform's own codes first.
 * @param request name of the request, for the error
 */
export const errorOfStatus = (response: HttpResponse, request: string, context: AnswerContext): ConnectorError => {
  const excerpt = excerptOf(response, context);
  return new ConnectorError({
    ...verdictOf(response.status, retryAfter(response.headers['retry-after'], context.now)),
    request,
    status: response.status,
    detail: excerpt === '' ? `HTTP ${response.status}` : `HTTP ${response.status}: ${excerpt}`,
  });
};
