import type { Request, Response } from 'express';
import { ocsXml } from './ocs-xml.ts';

/** `/ocs/v1.php` always answers HTTP 200 and calls success 100; `/ocs/v2.php` has real HTTP statuses. */
export type OcsVersion = 1 | 2;

/** A refusal in OCS form. The message is for people: the real ones are localised and often empty. */
export class OcsRefusal extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message = '', data: unknown = []) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** HTTP status of an OCS code on v2: the special ones by name, real statuses as they are, everything else 400. */
export const httpStatusOf = (code: number): number => {
  if (code === 100 || code === 200) return 200;
  if (code === 997) return 401;
  if (code === 998) return 404;
  if (code === 996 || code === 999) return 500;
  return code >= 200 && code < 600 ? code : 400;
};

/** PHP knows one kind of array: a map without entries comes out as `[]`, at any depth (facts §1). */
const asPhpWouldWrite = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asPhpWouldWrite);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return [];
  return Object.fromEntries(entries.map(([key, item]) => [key, asPhpWouldWrite(item)]));
};

const wantsJson = (req: Request): boolean => {
  const format = req.query['format'];
  if (typeof format === 'string') return format === 'json';
  return (req.get('accept') ?? '').includes('json');
};

/** Writes an OCS envelope in the form that the caller asked for. */
export const sendOcs = (
  req: Request,
  res: Response,
  version: OcsVersion,
  answer: { readonly code: number; readonly message: string; readonly data: unknown },
): void => {
  const good = answer.code === 200 || answer.code === 201 || answer.code === 100;
  const statuscode = good ? (version === 1 ? 100 : Math.max(answer.code, 200)) : answer.code;
  const meta = { status: good ? 'ok' : 'failure', statuscode, message: good ? 'OK' : answer.message };
  // The HTTP status does not tell a refusal on v1; the request log must know.
  res.locals['refused'] = !good;
  res.status(version === 1 ? 200 : httpStatusOf(answer.code));
  const data = asPhpWouldWrite(answer.data);
  if (wantsJson(req)) res.type('application/json').send(JSON.stringify({ ocs: { meta, data } }));
  else res.type('text/xml').send(ocsXml(meta, data));
};

/** The plain body of errors that do not come from an OCS controller. */
export const sendPlainError = (res: Response, status: number, message: string): void => {
  res.status(status).type('application/json').send(JSON.stringify({ message }));
};
