import type { Express } from 'express';
import type { Web } from '../web/web.ts';

/** `/jwks/<target>`: our public keys, for a Prosody that reads them (`cache_keys_url`). */
export function jwksRoute(app: Express, web: Web): void {
  app.get('/jwks/:target', (request, response) => {
    const at = web.doors('video').find(({ target }) => target.id === request.params['target']);
    const published = at?.door.jwks() ?? null;
    if (published === null) {
      response
        .status(404)
        .type('application/problem+json')
        .json({ type: 'about:blank', status: 404, title: 'Not Found' });
      return;
    }
    response.setHeader('Cache-Control', `public, max-age=${published.maxAge}`);
    response.type('application/jwk-set+json').json(published.body);
  });
}
