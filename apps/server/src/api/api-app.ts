import type { Express } from 'express';
import type { Web } from '../web/web.ts';
import { openApi } from './api.ts';
import { endpoints } from './endpoints/index.ts';
import { apiRouter } from './router.ts';

/** `/api`: what the console, the command at a distance and other programs stand on. */
export function apiApp(app: Express, web: Web): void {
  app.use('/api', apiRouter(openApi(web), endpoints));
}
