import { ConnectorError } from '../contract/error.ts';
import { clip } from '../redact.ts';

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : '';
};

/** `AggregateError` (several addresses tried) has an empty message of its own; the first attempt's says most. */
const textOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return textOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};

/** What came is not HTTP: llhttp's codes, or undici's error where it gives none (seen with 8.12.4). */
const isParserError = (code: string): boolean =>
  code.startsWith('HPE_') || code === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW';
const isTimeout = (code: string): boolean =>
  code === 'UND_ERR_CONNECT_TIMEOUT' ||
  code === 'UND_ERR_HEADERS_TIMEOUT' ||
  code === 'UND_ERR_BODY_TIMEOUT' ||
  code === 'ETIMEDOUT';

/**
 * What the network did, in the engine's words. The original error is not kept as a cause: a parser error carries the bytes
 * that it choked on, and those may hold anything.
 * @param stage how far the request had come: a break in the body is the answer's fault, one before it the connection's
 */
export const networkError = (request: string, stage: 'sending' | 'body', error: unknown): ConnectorError => {
  const code = codeOf(error);
  const detail = clip(code === '' ? textOf(error) : `${code}: ${textOf(error)}`, 200);
  if (isTimeout(code))
    return new ConnectorError({ code: 'timeout', retry: 'backoff', scope: 'target', request, detail });
  if (stage === 'body' || isParserError(code)) {
    return new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
  }
  return new ConnectorError({ code: 'unreachable', retry: 'backoff', scope: 'target', request, detail });
};

export const timeoutError = (request: string, milliseconds: number): ConnectorError =>
  new ConnectorError({
    code: 'timeout',
    retry: 'backoff',
    scope: 'operation',
    request,
    detail: `no complete answer within ${milliseconds} ms`,
  });

export const abortedError = (request: string): ConnectorError =>
  new ConnectorError({ code: 'aborted', retry: 'backoff', scope: 'target', request });
