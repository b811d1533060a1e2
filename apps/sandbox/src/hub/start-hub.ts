import { startHttpHost } from '../http-host.ts';
import type { StandIn } from '../stand-in.ts';
import { hubAnswer, type HubState } from './hub-answer.ts';

export interface HubOptions {
  readonly port: number | undefined;
  /** Asked at each request. */
  readonly state: () => HubState;
}

/** Serves the sandbox's first page on the loopback. */
export async function startHub({ port, state }: HubOptions): Promise<StandIn> {
  const host = await startHttpHost({
    port,
    handler(req, res) {
      const { method = 'GET', url = '/', headers } = req;
      const request = { method, url, host: headers.host, acceptLanguage: headers['accept-language'] };
      const answer = hubAnswer(request, state());
      res.writeHead(answer.status, answer.headers);
      res.end(method === 'HEAD' ? undefined : answer.text);
    },
  });
  return { name: 'hub', url: host.url, stop: () => host.stop() };
}
