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
  const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
    engine.logger.error({ error, path: request.path }, 'a request failed');
    response.status(500).type('application/problem+json').json(problem(500, 'Internal Server Error'));
  };
  app.use(failed);
  return app;
}
