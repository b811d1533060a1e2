import { createHttpClient, silent, type BatchOperation, type Outcome } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import { objectOf, type Change, type NativeId, type ObservedGrant, type ObservedSpace } from '@passerelle/model';
import { startNextcloud, type AppName } from '@passerelle/sandbox';
import { onTestFinished } from 'vitest';

export const service = { login: 'passerelle', secret: 'p'.repeat(72) } as const;
export const administrator = { login: 'administrator', secret: 'correct horse battery staple 1A!' } as const;
export const passwordOf = (uid: string): { readonly login: string; readonly secret: string } => ({
  login: uid,
  secret: `long enough password of ${uid} 1A!`,
});
type Login = { readonly login: string; readonly secret: string };

/** A stand-in's Nextcloud, the connector at work on it, and its members at their keyboards. */
export const openCloud = async (changes: Partial<NextcloudConfig> = {}, apps?: readonly AppName[]) => {
  const server = await startNextcloud({
    admin: { login: administrator.login, password: administrator.secret },
    serviceAccount: { login: service.login, appPassword: service.secret, rights: 'admin' },
    ...(apps === undefined ? {} : { apps }),
  });
  server.settings.allowListed = true;
  const http = createHttpClient();
  const config: NextcloudConfig = {
    url: server.url,
    credentials: { user: service.login, password: service.secret },
    accounts: { mode: 'create' },
    language: 'initial',
    teamFolders: 'auto',
    protectedAccounts: [],
    rateLimitLifted: true,
    ...changes,
  };
  const context = {
    name: 'nextcloud',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes: number) => Buffer.alloc(bytes, 7),
  };
  const target = nextcloud.connect(config, context);
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const natives: {
    accounts: Record<string, NativeId>;
    groups: Record<string, NativeId>;
    spaces: Record<string, NativeId>;
  } = {
    accounts: {},
    groups: {},
    spaces: {},
  };

  /** As a person in the browser or an app: what the server answers. */
  const as = async (
    who: Login,
    method: string,
    path: string,
    body?: string | object,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${who.login}:${who.secret}`).toString('base64')}`,
        'ocs-apirequest': 'true',
        accept: 'application/json',
        ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'object' ? JSON.stringify(body) : body }),
    });
    return { status: response.status, text: await response.text() };
  };
  const file = (who: Login, method: string, path: string, body?: string, headers?: Record<string, string>) =>
    as(
      who,
      method,
      `/remote.php/dav/files/${who.login}/${path.split('/').map(encodeURIComponent).join('/')}`,
      body,
      headers,
    );

  return {
    server,
    target,
    natives,
    as,
    file,
    async group(key: string, gid: string) {
      await as(administrator, 'POST', '/ocs/v2.php/cloud/groups', { groupid: gid });
      natives.groups[key] = gid;
    },
    async person(uid: string, groups: readonly string[]): Promise<Login> {
      const json = { userid: uid, password: passwordOf(uid).secret, groups };
      const made = await as(administrator, 'POST', '/ocs/v2.php/cloud/users', json);
      if (made.status !== 200) throw new Error(`could not make ${uid}: ${made.text}`);
      return passwordOf(uid);
    },
    /** One change as the engine would hand it over; its native id is remembered. */
    async apply(change: Change, attemptedBefore = false): Promise<Outcome> {
      const operation: BatchOperation = { id: 'operation', change, attemptedBefore };
      const [outcome] = await target.apply({ object: objectOf(change), operations: [operation], natives }, testCall());
      if (outcome === undefined) throw new Error('no outcome');
      if (outcome.result === 'failed') throw outcome.error;
      if (change.kind === 'space' && change.verb === 'create' && outcome.result !== 'superseded')
        natives.spaces[change.space] = outcome.native ?? '';
      return outcome;
    },
    /** Labels of our spaces and the levels of their groups, as a full reading tells them. */
    async read() {
      const spaces = Object.entries(natives.spaces).map(([key, native]) => {
        const tool = nextcloud.manifest.tools.find((each) => key.split('/')[1] === each);
        if (tool === undefined) throw new Error(`no tool in ${key}`);
        return { tool, native };
      });
      const groups = Object.values(natives.groups);
      const seen: ObservedSpace[] = [];
      const grants: ObservedGrant[] = [];
      for await (const event of target.observe({ extent: 'full', groups, spaces, awaited: [] }, testCall())) {
        if (event.kind === 'container' && event.state === 'partial') throw event.error;
        if (event.kind === 'space') seen.push(event);
        if (event.kind === 'grant') grants.push(event);
      }
      const levels = (space: string): Record<string, string> =>
        Object.fromEntries(
          grants.flatMap((grant) =>
            grant.space === natives.spaces[space] && 'group' in grant ? [[grant.group, grant.level]] : [],
          ),
        );
      return {
        seen,
        labelOf: (space: string) => seen.find(({ native }) => native === natives.spaces[space])?.label,
        levels,
      };
    },
  };
};
