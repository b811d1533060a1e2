import { expectShape, parseJson, type Call, type HttpResponse } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { refused, sendRequest, statusError, titled, type DiscourseRequest } from './request.ts';

/** The JSON of an answer whose status the caller has judged. */
export const bodyOf = <T>(session: Session, response: HttpResponse, name: string, schema: z.ZodType<T>): T =>
  expectShape(parseJson(response, titled(name), session), response, titled(name), schema);

/** What a refusal means when the caller knows nothing better: the operation's for 4xx, the status' own otherwise. */
export const failure = (session: Session, response: HttpResponse, name: string): Error =>
  response.status >= 400 && response.status < 500 && response.status !== 404
    ? refused(session, response, name)
    : statusError(session, response, name);

/** The checked JSON of a successful answer; null for "absent". @throws ConnectorError for every other status */
export const readOrNull = async <T>(
  session: Session,
  call: Call,
  request: DiscourseRequest,
  schema: z.ZodType<T>,
): Promise<T | null> => {
  const response = await sendRequest(session, call, request);
  if (response.status === 404) return null;
  if (response.status !== 200) throw failure(session, response, request.name);
  return bodyOf(session, response, request.name, schema);
};

/** As `readOrNull`, where absence is a failure too. */
export const readJson = async <T>(
  session: Session,
  call: Call,
  request: DiscourseRequest,
  schema: z.ZodType<T>,
): Promise<T> => {
  const response = await sendRequest(session, call, request);
  if (response.status !== 200) throw failure(session, response, request.name);
  return bodyOf(session, response, request.name, schema);
};
/** For answers of which only success matters: their JSON is read all the same, since half an answer is none. */
export const anyJson = z.unknown();
