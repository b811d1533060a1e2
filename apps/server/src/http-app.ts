import { STATUS_CODES } from 'node:http';
import type { Engine } from '@passerelle/engine';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { metricsOf } from './metrics.ts';
import { readiness } from './readiness.ts';
import { securityHeaders } from './security-headers.ts';
import { webApp } from './web/web-app.ts';
import { openWeb } from './web/web.ts';
import type { WebOptions } from './web/web-options.ts';

/** Problem documents (RFC 9457). */
const problem = (status: number, title: string) => ({ type: 'about:blank', status, title });

/**
 * Everything that is answered over HTTP: health and metrics for programs; where people log in, pages for them.
 * @param options null: nobody logs in here
 */
export function httpApp(engine: Engine, options: WebOptions | null): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(securityHeaders);
  const metrics = metricsOf(engine);
  app.get('/health/live', (_, response) => void response.json({ live: true }));
  app.get('/health/ready', async (_, response) => {
    const state = await readiness(engine);
    response.status(state.ready ? 200 : 503).json(state);
  });
  app.get('/metrics', async (_, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  if (options !== null) webApp(app, openWeb(engine, options));
  app.use((_, response) => void response.status(404).type('application/problem+json').json(problem(404, 'Not Found')));
  const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    // Too large, not decodable, not in a known encoding: the asker's doing, which Express has given its number.
    const status = clientErrorOf(error);
    if (status === null) engine.logger.error({ error, path: shownPath(request.path) }, 'a request failed');
    const title = status === null ? 'Internal Server Error' : (STATUS_CODES[status] ?? 'Bad Request');
    response
      .status(status ?? 500)
      .type('application/problem+json')
      .json(problem(status ?? 500, title));
  };
  app.use(failed);
  return app;
}

function clientErrorOf(error: unknown): number | null {
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

/** Some paths hold what opens a door. */
const shownPath = (path: string): string => path.replace(/^\/(invite|guest)\/[^/]+/, '/$1/…');
