import type { RequestHandler } from 'express';
import { VERSION, type Platform } from '../platform.ts';

/** `/status.php`: answers without a login, and during maintenance. */
export const status =
  (platform: Platform): RequestHandler =>
  (_req, res) => {
    res.type('application/json').send(
      JSON.stringify({
        installed: true,
        maintenance: platform.state.maintenance,
        needsDbUpgrade: false,
        version: `${VERSION.string}.2`,
        versionstring: VERSION.string,
        edition: '',
        productname: 'Nextcloud',
        extendedSupport: false,
      }),
    );
  };
