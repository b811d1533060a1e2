import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type HttpMiddleware, startHttpHost } from '../http-host.ts';
import type { StandIn } from '../stand-in.ts';
import type { DirectoryPort } from './federation/directory-port.ts';
import { createListener } from './http/listener.ts';
import { hashPassword } from './oidc/password.ts';
import { tokenKeys } from './oidc/token-keys.ts';
import { newRealm } from './state/new-realm.ts';
import type { MailState } from './state/realm-state.ts';
import { type Realm, realmRole } from './state/realm.ts';
import { restoreSnapshot, saveSnapshot } from './state/snapshot.ts';
import type { World } from './world.ts';

export interface KeycloakOptions {
  /** Administrator of the master realm, made at the first start. Default: admin, "admin". */
  readonly admin?: { readonly username: string; readonly password: string };
  /** The directory that LDAP components may be connected to; without it they cannot be synchronised. */
  readonly directory?: DirectoryPort;
  /** Wanted port; 0 (the default) takes any, and a port that is taken falls back to any. */
  readonly port?: number;
  /** JSON file that keeps the state from one start to the next, written at most 200 ms after a change. */
  readonly persist?: string;
  /** Called round every request; see the fault injector. */
  readonly middleware?: HttpMiddleware;
  /** `recorded` takes as long as the measured server for what is slow there: the short page, members of LDAP groups, syncs, mail. */
  readonly latency?: 'none' | 'recorded';
  readonly now?: () => number;
  readonly newId?: () => string;
}

/** One request that came in. The query and the body are not kept: they may hold secrets. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface Keycloak extends StandIn {
  /** The state itself, for tests that look at it or change it behind the API's back (then call `touched`). */
  readonly realms: ReadonlyMap<string, Realm>;
  /** Mails that were sent, oldest first. */
  readonly outbox: readonly MailState[];
  /** Requests in the order in which they were answered. */
  readonly requests: readonly LoggedRequest[];
  /** Admin requests other than GET that succeeded. */
  readonly writes: number;
  touched(): void;
}

const SAVE_AFTER_MS = 150;

/**
 * Starts a stand-in of Keycloak 26.7.4 on the loopback, with a master realm and nothing else. It does what was measured and recorded on
 * a running server (facts/identity.md, section 3), for the part of the admin API and of OpenID Connect that the suite and its platforms
 * use; every other path, field, parameter, mapper, mode or grant is refused, most of them with 501 `not_covered_by_the_sandbox`.
 */
export async function startKeycloak(options: KeycloakOptions = {}): Promise<Keycloak> {
  const now = options.now ?? Date.now;
  const newId = options.newId ?? randomUUID;
  const restored = options.persist === undefined ? undefined : restoreSnapshot(options.persist);
  const keys = await tokenKeys(restored?.key);
  const realms = restored?.realms ?? new Map([['master', masterRealm(options, now, newId)]]);
  const outbox = restored?.outbox ?? [];
  let unsaved: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(unsaved);
    unsaved = undefined;
    if (options.persist !== undefined)
      saveSnapshot(options.persist, { key: keys.privateJwk, outbox, realms: realms.values() });
  };
  const touch = (): void => {
    unsaved ??= setTimeout(save, SAVE_AFTER_MS).unref();
  };
  const world: World & { url: string } = {
    url: 'http://127.0.0.1',
    realms,
    keys,
    outbox,
    directory: options.directory,
    now,
    newId,
    takeTime: async (milliseconds) => {
      if (options.latency === 'recorded') await wait(milliseconds);
    },
    touch,
  };
  const requests: LoggedRequest[] = [];
  let writes = 0;
  const listener = createListener(world);
  const host = await startHttpHost({
    port: options.port,
    middleware: options.middleware,
    handler(req, res) {
      res.once('finish', () => {
        const path = (req.url ?? '/').split('?')[0] ?? '/';
        const method = req.method ?? 'GET';
        requests.push({ method, path, status: res.statusCode });
        if (method !== 'GET' && path.startsWith('/admin/') && res.statusCode < 300) writes += 1;
      });
      listener(req, res);
    },
  });
  world.url = host.url;
  touch();
  return {
    name: 'keycloak',
    url: host.url,
    realms,
    outbox,
    requests,
    get writes() {
      return writes;
    },
    touched: touch,
    async stop() {
      await host.stop();
      save();
    },
  };
}

function masterRealm(options: KeycloakOptions, now: () => number, newId: () => string): Realm {
  const realm = newRealm('master', newId(), newId, { enabled: true, accessTokenLifespan: 60 });
  const { username, password } = options.admin ?? { username: 'admin', password: 'admin' };
  realm.users.put({
    id: newId(),
    username: username.toLowerCase(),
    enabled: true,
    emailVerified: false,
    createdTimestamp: now(),
    attributes: {},
    requiredActions: [],
    groups: [],
    realmRoles: [realmRole(realm, 'admin')?.id ?? ''],
    clientRoles: [],
    password: { id: newId(), createdDate: now(), ...hashPassword(password) },
  });
  return realm;
}
