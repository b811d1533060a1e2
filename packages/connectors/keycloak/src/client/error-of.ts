import {
  ConnectorError,
  errorOfStatus,
  isHtml,
  type AnswerContext,
  type ConnectorErrorInit,
  type HttpResponse,
} from '@passerelle/connector-kit';
import type { z } from 'zod';
import { errorSchema } from './schemas.ts';

/** Keycloak's own words: errors come in four shapes (facts/identity.md §3). Null: this is none of them. */
export function wordsOf(response: HttpResponse): z.output<typeof errorSchema> | null {
  try {
    const parsed = errorSchema.safeParse(JSON.parse(response.text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The error of an answer that is not a success. */
export function errorOf(response: HttpResponse, request: string, context: AnswerContext): ConnectorError {
  const general = errorOfStatus(response, request, context);
  const { status } = response;
  const words = isHtml(response) ? null : wordsOf(response);
  // Every 404 that means something comes with words; one without comes from a proxy or from a wrong address.
  if (status === 404 && (words === null || /^(?:unable to find matching|http 404)/i.test(words.error ?? ''))) {
    return like(general, { code: 'unexpected-answer', retry: 'backoff', scope: 'target' });
  }
  if (words === null) return general;
  const said = words.errorMessage ?? words.error_description ?? words.error ?? '';
  const detail = words.field === undefined ? said : `${words.field}: ${said}`;
  const clean = context.redact?.(detail) ?? detail;
  if (status === 404 && /^realm not found/i.test(said)) {
    return like(general, { code: 'not-found', scope: 'target', detail: clean });
  }
  return like(general, clean === '' ? {} : { detail: clean });
}

const like = (error: ConnectorError, changes: Partial<ConnectorErrorInit>): ConnectorError =>
  new ConnectorError({
    code: error.code,
    retry: error.retry,
    scope: error.scope,
    request: error.request,
    detail: error.detail,
    ...(error.status === null ? {} : { status: error.status }),
    ...changes,
  });

/** An error that this connector itself comes to. */
export const problem = (
  request: string,
  code: ConnectorErrorInit['code'],
  detail: string,
  more: Partial<ConnectorErrorInit> = {},
): ConnectorError =>
  new ConnectorError({ code, retry: 'never', scope: 'operation', request: `keycloak: ${request}`, detail, ...more });

/** Nothing more is to be sent after this: the target's trouble, or our own worker's end. */
export const stops = (error: ConnectorError): boolean => error.scope === 'target' || error.code === 'aborted';
