import type { z } from 'zod';
import { ConnectorError } from '../contract/error.ts';
import type { HttpResponse } from './client.ts';
import { type AnswerContext, errorOfStatus, excerptOf, isHtml } from './status-error.ts';

const unexpected = (request: string, response: HttpResponse, detail: string): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request,
    status: response.status,
    detail,
  });

/** The body as JSON, whatever the status. @throws ConnectorError `unexpected-answer` with a short redacted excerpt */
export const parseJson = (
  response: HttpResponse,
  request: string,
  context: Pick<AnswerContext, 'redact'> = {},
): unknown => {
  if (isHtml(response)) throw unexpected(request, response, `HTML in place of JSON: ${excerptOf(response, context)}`);
  try {
    return JSON.parse(response.text);
  } catch {
    throw unexpected(request, response, `not JSON: ${excerptOf(response, context)}`);
  }
};

/** A value that the platform sent, checked. The error names the places that do not match, never their values. */
export const expectShape = <T>(value: unknown, response: HttpResponse, request: string, schema: z.ZodType<T>): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const places = result.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.code}`);
  throw unexpected(request, response, `does not match what is due (${places.join('; ')})`);
};

/**
 * The checked JSON of a successful answer.
 * @throws ConnectorError by {@link errorOfStatus} for a status outside 200–299, `unexpected-answer` for what is not the JSON that is due
 */
export const expectJson = <T>(
  response: HttpResponse,
  request: string,
  schema: z.ZodType<T>,
  context: AnswerContext,
): T => {
  if (response.status < 200 || response.status > 299) throw errorOfStatus(response, request, context);
  return expectShape(parseJson(response, request, context), response, request, schema);
};

/** For answers without a body worth reading. @throws ConnectorError by {@link errorOfStatus} */
export const expectSuccess = (response: HttpResponse, request: string, context: AnswerContext): void => {
  if (response.status < 200 || response.status > 299) throw errorOfStatus(response, request, context);
};
