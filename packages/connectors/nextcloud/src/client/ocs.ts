import {
  ConnectorError,
  expectShape,
  isHtml,
  parseJson,
  type Call,
  type ConnectorErrorCode,
  type HttpResponse,
} from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { sendRequest, statusError, titled, type NextcloudRequest } from './request.ts';

/** An OCS answer whose code the caller judges: the same code means different things at different addresses. */
export interface OcsAnswer {
  /** 100 and 200 are success; 101… are the endpoint's own; 998 and 404 not found. */
  readonly code: number;
  readonly data: unknown;
  readonly response: HttpResponse;
}

const envelope = z.object({
  ocs: z.object({ meta: z.object({ statuscode: z.number(), message: z.string().nullish() }), data: z.unknown() }),
});

/** PHP writes an empty map as `[]` (facts §1). */
export const phpMap = <T>(value: z.ZodType<T>): z.ZodType<Record<string, T>> =>
  z
    .union([z.array(z.unknown()).max(0), z.record(z.string(), value)])
    .transform((map) => (Array.isArray(map) ? {} : map));

export const isSuccess = (answer: OcsAnswer): boolean =>
  answer.code === 200 || answer.code === 201 || answer.code === 100;
export const isMissing = (answer: OcsAnswer): boolean => answer.code === 404 || answer.code === 998;

/**
 * @throws ConnectorError for everything that is not this endpoint's own answer: 401, 403, 412, 429, 5xx, HTML, another shape
 */
export const ocs = async (
  session: Session,
  call: Call,
  request: Omit<NextcloudRequest, 'path'> & { readonly path: string },
): Promise<OcsAnswer> => {
  const response = await sendRequest(session, call, { ...request, path: `/ocs/v2.php${request.path}` });
  const own = [200, 201, 400, 404].includes(response.status);
  if (!own || (isHtml(response) && response.status === 400)) throw statusError(session, response, request.name);
  const { ocs: answer } = expectShape(
    parseJson(response, titled(request.name), session),
    response,
    titled(request.name),
    envelope,
  );
  return { code: answer.meta.statuscode, data: answer.data, response };
};

/** The data of a successful answer. @throws ConnectorError by {@link refusal} otherwise */
export const ocsData = async <T>(
  session: Session,
  call: Call,
  request: NextcloudRequest,
  schema: z.ZodType<T>,
): Promise<T> => {
  const answer = await ocs(session, call, request);
  if (!isSuccess(answer)) throw refusal(session, answer, request.name);
  return expectShape(answer.data, answer.response, titled(request.name), schema);
};

/** An OCS code as an error. The message is localised and often empty: it is shown, never matched. */
export const refusal = (
  session: Session,
  answer: OcsAnswer,
  name: string,
  code: ConnectorErrorCode = isMissing(answer) ? 'not-found' : 'rejected',
): ConnectorError => {
  const parsed = envelope.safeParse(parseJson(answer.response, titled(name), session));
  const words = parsed.success ? (parsed.data.ocs.meta.message ?? '') : '';
  return new ConnectorError({
    code,
    retry: 'never',
    scope: 'operation',
    request: titled(name),
    status: answer.response.status,
    detail: `OCS ${answer.code}${words === '' ? '' : `: ${session.redact(words).slice(0, 160)}`}`,
  });
};
