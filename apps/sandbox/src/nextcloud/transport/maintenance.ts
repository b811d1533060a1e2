import type { RequestHandler } from 'express';
import type { Platform } from '../platform.ts';
import { sendOcs } from './ocs-answer.ts';

/** Maintenance mode: each part refuses in its own form, only `status.php` goes on (facts §1). */
export const maintenance =
  (platform: Platform): RequestHandler =>
  (req, res, next) => {
    if (!platform.state.maintenance || req.path === '/status.php') {
      next();
      return;
    }
    res.set('X-Nextcloud-Maintenance-Mode', '1');
    if (req.path.startsWith('/ocs/')) {
      sendOcs(req, res, 2, { code: 503, message: 'Service unavailable', data: [] });
    } else if (req.path.startsWith('/remote.php/')) {
      res
        .status(503)
        .type('application/xml')
        .send(
          `<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">` +
            `<s:exception>OCA\\DAV\\Connector\\Sabre\\Exception\\ServerMaintenanceMode</s:exception>` +
            `<s:message>System is in maintenance mode.</s:message></d:error>`,
        );
    } else {
      res.status(503).type('html').send('<!DOCTYPE html><title>Nextcloud</title><h1>Maintenance mode</h1>');
    }
  };
