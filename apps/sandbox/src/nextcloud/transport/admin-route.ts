import type { RequestHandler } from 'express';
import { isAdmin } from '../accounts.ts';
import type { AppName } from '../options.ts';
import type { Platform } from '../platform.ts';
import { authenticate } from './authentication.ts';
import { sendPlainError } from './ocs-answer.ts';

const jsonIn = (body: unknown): unknown => {
  try {
    return Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(body.toString('utf8')) : {};
  } catch {
    return {};
  }
};

/** A page's own address of an app, outside `/ocs`: JSON in and out without an envelope, for administrators only. Null: what was sent is no good. */
export const adminRoute =
  (platform: Platform, app: AppName, body: (given: unknown) => object | null): RequestHandler =>
  (req, res, next) => {
    if (!platform.apps.has(app)) {
      next();
      return;
    }
    const who = authenticate(platform, req);
    if (who.kind === 'blocked') {
      sendPlainError(res, 429, 'Reached maximum delay');
      return;
    }
    if (who.kind !== 'account') {
      sendPlainError(res, 401, 'Current user is not logged in');
      return;
    }
    if (req.get('ocs-apirequest') !== 'true') {
      sendPlainError(res, 412, 'CSRF check failed');
      return;
    }
    if (!isAdmin(platform.state, who.account)) {
      sendPlainError(res, 403, 'Logged in account must be an admin');
      return;
    }
    const answer = body(jsonIn(req.body));
    if (answer === null) {
      sendPlainError(res, 400, 'Invalid value');
      return;
    }
    if (req.method !== 'GET') platform.changed();
    res.status(200).type('application/json').send(JSON.stringify(answer));
  };
