import type { Request, RequestHandler, Response } from 'express';
import type { Platform } from '../platform.ts';
import { authenticate } from '../transport/authentication.ts';
import { callerOf, type Caller } from '../transport/caller.ts';
import { callValues, type CallValues } from '../transport/call-values.ts';
import { sendOcs, sendPlainError } from '../transport/ocs-answer.ts';

/** A refusal with a real HTTP status and a plain body. */
export class FolderRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Thrown where the real app breaks instead of answering. */
export class FolderBreakdown extends Error {}

export interface FolderCall {
  readonly caller: Caller;
  readonly values: CallValues;
  readonly path: (name: string) => string;
}

export const administersFolders = (caller: Caller): boolean => caller.admin || caller.foldersDelegate;

const send = (req: Request, res: Response, code: number, message: string, data: unknown): void =>
  sendOcs(req, res, 1, { code, message, data });

const admitted = (platform: Platform, req: Request, res: Response): Caller | null => {
  const authentication = authenticate(platform, req);
  if (authentication.kind === 'blocked') sendPlainError(res, 429, 'Reached maximum delay');
  else if (authentication.kind !== 'account') sendPlainError(res, 401, 'Current user is not logged in');
  else if (req.get('ocs-apirequest') !== 'true') sendPlainError(res, 412, 'CSRF check failed');
  else return callerOf(platform, authentication.account, authentication.with);
  return null;
};

/**
 * A method of the app groupfolders. It lives outside `/ocs`: success is OCS v1's 100, lacking rights are HTTP 200 with
 * the code 403, and every other refusal is a plain `{"message"}` with a real status (facts §3).
 */
export const folderRoute =
  (platform: Platform, rule: 'account' | 'admin', body: (call: FolderCall) => unknown): RequestHandler =>
  (req, res, next) => {
    if (!platform.apps.has('groupfolders')) {
      next();
      return;
    }
    const caller = admitted(platform, req, res);
    if (caller === null) return;
    if (rule === 'admin' && !administersFolders(caller)) {
      send(
        req,
        res,
        403,
        'Logged in account must be an admin, a sub admin or gotten special right to access this setting',
        [],
      );
      return;
    }
    const path = (name: string): string => {
      const part = req.params[name];
      return typeof part === 'string' ? part : '';
    };
    try {
      const data = body({ caller, values: callValues(req), path });
      send(req, res, 100, 'OK', data);
    } catch (error) {
      if (error instanceof FolderRefusal) sendPlainError(res, error.status, error.message);
      else if (error instanceof FolderBreakdown) res.status(500).type('html').send('<h1>Internal Server Error</h1>');
      else throw error;
    }
    if (req.method !== 'GET') platform.changed();
  };
