import type { Request, RequestHandler, Response } from 'express';
import type { AppName } from '../options.ts';
import type { Platform } from '../platform.ts';
import { authenticate } from './authentication.ts';
import { administersUsers, callerOf, type Caller } from './caller.ts';
import { callValues, type CallValues } from './call-values.ts';
import { OcsRefusal, sendOcs, sendPlainError, type OcsVersion } from './ocs-answer.ts';
import type { Rationed } from './rate-limits.ts';

export interface OcsCall {
  readonly caller: Caller;
  readonly values: CallValues;
  /** A decoded part of the path. */
  readonly path: (name: string) => string;
}

export interface OcsRouteRules {
  /** Who may call: anybody logged in, at least a sub-admin, an administrator of people, or a full administrator. */
  readonly for?: 'account' | 'sub-admin' | 'users-admin' | 'admin';
  /** Calls are rationed per caller. */
  readonly rationed?: Rationed;
  /** The app that the route belongs to: the route does not exist while it is off. */
  readonly app?: AppName;
  /** What success is called; 200 by default. */
  readonly success?: 201;
}

const refusalFor = (caller: Caller, rule: NonNullable<OcsRouteRules['for']>): string | null => {
  if (rule === 'account' || caller.admin) return null;
  if (rule === 'admin') return 'Logged in account must be an admin';
  if (caller.usersDelegate) return null;
  if (rule === 'users-admin') {
    return 'Logged in account must be an admin, a sub admin or gotten special right to access this setting';
  }
  return caller.subAdminOf.length > 0 || administersUsers(caller)
    ? null
    : 'Logged in account must be at least a sub admin';
};

export const ocsVersionOf = (req: Request): OcsVersion => (req.baseUrl.endsWith('/v1.php') ? 1 : 2);

const INVALID_QUERY =
  'Invalid query, please check the syntax. API specifications are here: http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.';

/** What an OCS address answers that leads nowhere, or into an app that is off. */
export const unknownOcsRoute: RequestHandler = (req, res) => {
  sendOcs(req, res, ocsVersionOf(req), { code: 998, message: INVALID_QUERY, data: [] });
};

/** Checks everything that comes before a controller. Null when the call has been answered already. */
const admitted = (platform: Platform, rules: OcsRouteRules, req: Request, res: Response): Caller | null => {
  const version = ocsVersionOf(req);
  const refuse = (code: number, message: string): null => {
    sendOcs(req, res, version, { code, message, data: [] });
    return null;
  };
  const authentication = authenticate(platform, req);
  if (authentication.kind === 'blocked') return refuse(429, 'Reached maximum delay');
  if (authentication.kind !== 'account') return refuse(997, 'Current user is not logged in');
  if (req.get('ocs-apirequest') !== 'true') {
    // Not in OCS form, although it is an OCS address (facts §1).
    sendPlainError(res, 412, 'CSRF check failed');
    return null;
  }
  const caller = callerOf(platform, authentication.account, authentication.with);
  const refusal = refusalFor(caller, rules.for ?? 'account');
  if (refusal !== null) return refuse(403, refusal);
  if (rules.rationed !== undefined && !platform.rateLimits.take(rules.rationed, caller.account.uid)) {
    res.status(429).end();
    return null;
  }
  return caller;
};

/**
 * An OCS method. The body answers with the data, or throws an {@link OcsRefusal}. Effects that happened before the
 * refusal stay, as on the real server, which has no transaction round a call.
 */
export const ocsRoute =
  (platform: Platform, rules: OcsRouteRules, body: (call: OcsCall) => unknown): RequestHandler =>
  (req, res, next) => {
    if (rules.app !== undefined && !platform.apps.has(rules.app)) {
      next();
      return;
    }
    const caller = admitted(platform, rules, req, res);
    if (caller === null) return;
    const path = (name: string): string => {
      const part = req.params[name];
      return typeof part === 'string' ? part : '';
    };
    try {
      const data = body({ caller, values: callValues(req), path }) ?? [];
      sendOcs(req, res, ocsVersionOf(req), { code: rules.success ?? 200, message: 'OK', data });
    } catch (error) {
      if (!(error instanceof OcsRefusal)) throw error;
      sendOcs(req, res, ocsVersionOf(req), { code: error.code, message: error.message, data: error.data });
    } finally {
      if (req.method !== 'GET') platform.changed();
    }
  };
