import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { adminRoutes } from '../admin/admin-routes.ts';
import { createRealm, listRealms, serverInfo } from '../admin/realm-creation.ts';
import { oidcRoutes } from '../oidc/oidc-routes.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { notCovered, plainError, Refusal, type Reply } from './reply.ts';
import { findRoute, type Handler, type Route } from './router.ts';

/** Answers every request: a route of the realm, Keycloak's own errors, or a 501 for what the stand-in does not do. */
export function createListener(world: World): RequestListener {
  const oidc = oidcRoutes();
  const top = new Map<string, Handler>([
    ['GET /admin/realms', listRealms],
    ['POST /admin/realms', createRealm],
    ['GET /admin/serverinfo', serverInfo],
  ]);

  const dispatch = async (req: IncomingMessage, body: string): Promise<Reply> => {
    const url = new URL(req.url ?? '/', world.url);
    const method = req.method ?? 'GET';
    const path = url.pathname.replace(/\/$/, '');
    const callIn = (realm: Call['realm'], params: Call['params']): Call => ({
      world,
      realm,
      method,
      params,
      query: url.searchParams,
      headers: req.headers,
      body,
    });
    const master = world.realms.get('master');
    const global = top.get(`${method} ${path}`);
    if (global !== undefined && master !== undefined) return global(callIn(master, {}));
    const match = /^\/(admin\/realms|realms)\/([^/]+)(?:\/(.*))?$/.exec(path);
    const realm = world.realms.get(decodeURIComponent(match?.[2] ?? ''));
    if (match === null) throw notCovered(`${method} ${path}`);
    if (realm === undefined) throw plainError(404, match[1] === 'realms' ? 'Realm does not exist' : 'Realm not found.');
    const routes: readonly Route[] = match[1] === 'realms' ? oidc : adminRoutes;
    const found = findRoute(routes, method, match[3] ?? '');
    if (found === undefined) throw notCovered(`${method} ${path}`);
    return found.handle(callIn(realm, found.params));
  };

  return (req, res) => {
    void answer(req, res, dispatch);
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  dispatch: (req: IncomingMessage, body: string) => Promise<Reply>,
): Promise<void> {
  let reply: Reply;
  try {
    reply = await dispatch(req, await bodyOf(req));
  } catch (error) {
    reply = error instanceof Refusal ? error.reply : failure(error);
  }
  res.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  if (reply.body === undefined) {
    res.end();
    return;
  }
  if (typeof reply.body === 'string' && res.hasHeader('content-type')) {
    res.end(reply.body);
    return;
  }
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify(reply.body));
}

/** A mistake of the stand-in itself; told apart from Keycloak's own 500, so that nobody looks for it in the product. */
function failure(error: unknown): Reply {
  const error_description = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { status: 500, body: { error: 'the_sandbox_failed', error_description } };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
