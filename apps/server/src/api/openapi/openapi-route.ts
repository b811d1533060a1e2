import type { Router } from 'express';
import type { Endpoint } from '../endpoint.ts';
import { openApiDocument } from './document.ts';

/** The interface's version: the first number moves when something that programs rely on is taken away. */
export const apiVersion = '1.0.0';

/** `GET /api/openapi.json`, for everybody: it says what can be asked, and nothing of what is there. */
export function openApiRoute(router: Router, endpoints: readonly Endpoint[]): void {
  const text = JSON.stringify(openApiDocument(endpoints, apiVersion));
  router.get('/openapi.json', (_, response) => void response.type('application/json').send(text));
}
