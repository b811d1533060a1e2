import { randomBytes, randomUUID } from 'node:crypto';
import { silent } from '@passerelle/connector-kit';
import type { Bench, FaultKind } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import { personId } from '@passerelle/model';
import { startNextcloud, type AppName, type NextcloudStandIn } from '@passerelle/sandbox';
import type { Fault } from '@passerelle/sandbox/faults';
import { openStrikes, plainFaults } from './strikes.ts';

const faults: Readonly<Record<FaultKind, Fault>> = {
  ...plainFaults,
  'server-error': { kind: 'status', status: 500, body: { message: 'Internal Server Error' } },
  maintenance: {
    kind: 'status',
    status: 503,
    headers: { 'x-nextcloud-maintenance-mode': '1' },
    body: '<h1>Maintenance</h1>',
  },
};

export interface Setting {
  readonly mode: 'create' | 'provision';
  readonly rights: 'admin' | 'delegated';
  readonly apps?: readonly AppName[];
  /** Whose spaces are tried; files by default. */
  readonly tool?: TriedTool;
}
type TriedTool = 'files' | 'pads' | 'calendar' | 'contacts' | 'polls' | 'forms';
const tried = {
  files: { low: 'read', high: 'write' },
  pads: { low: 'read', high: 'edit' },
  calendar: { low: 'read', high: 'write' },
  contacts: { low: 'read', high: 'write' },
  polls: { low: 'vote', high: 'create' },
  forms: { low: 'answer', high: 'create' },
} as const;

const administrator = 'administrator';

const provider = {
  providerId: 1,
  issuer: 'http://127.0.0.1:9',
  clientId: 'nextcloud',
  clientSecret: 'secret',
  uidClaim: 'passerelle_id',
  uniqueUid: false,
  autoProvision: true,
  softAutoProvision: true,
  label: 'Keycloak',
} as const;

/** What the server lets one do by hand: foreign groups, members and folders. */
const othersOn = (server: NextcloudStandIn, isTeamFolder: boolean): Bench['others'] => ({
  group(name) {
    server.state.groups.set(name, {
      gid: name,
      displayName: 'Somebody else',
      members: new Set(),
      subAdmins: new Set(),
    });
    return Promise.resolve(name);
  },
  account(number) {
    const uid = `stranger-${number}`;
    const template = [...server.state.accounts.values()][0];
    if (template === undefined) throw new Error('a Nextcloud has at least its administrator');
    server.state.accounts.set(uid, { ...template, uid, displayName: uid, email: null });
    return Promise.resolve(uid);
  },
  member(group, account) {
    server.state.groups.get(group)?.members.add(account);
    return Promise.resolve();
  },
  ...(isTeamFolder
    ? {
        space(name: string) {
          const id = server.state.nextIds.folder++;
          server.state.folders.set(id, {
            id,
            mountPoint: name,
            quota: -3,
            acl: false,
            groups: new Map(),
            manage: [],
            rules: new Map(),
          });
          return Promise.resolve(String(id));
        },
        grant(space: string, group: string) {
          server.state.folders.get(Number(space))?.groups.set(group, 15);
          return Promise.resolve();
        },
      }
    : {}),
});

/** The same for calendars and address books: those of the service account itself. */
const otherCollections = (server: NextcloudStandIn, tool: 'calendar' | 'contacts'): Bench['others'] => {
  const kind = tool === 'calendar' ? 'calendar' : 'addressbook';
  return {
    space(name) {
      const id = server.state.nextIds.collection++;
      const uri = `foreign-${id}`;
      server.state.collections.set(id, {
        id,
        kind,
        owner: 'passerelle',
        uri,
        properties: new Map([['{DAV:}displayname', name]]),
        shares: [],
        objects: new Map(),
        syncToken: 1,
        deletedAt: null,
        hiddenBy: new Set(),
      });
      return Promise.resolve(`${kind}:passerelle/${uri}`);
    },
    grant(space, group) {
      const found = [...server.state.collections.values()].find(
        (each) => `${each.kind}:${each.owner}/${each.uri}` === space,
      );
      if (found === undefined) throw new Error(`no such collection: ${space}`);
      found.shares = [...found.shares, { principal: `principals/groups/${group}`, readOnly: false }];
      return Promise.resolve();
    },
  };
};

/** A stand-in's Nextcloud with a connector to it, and what may go wrong between the two. */
export const openStandIn = async ({ mode, rights, apps, tool = 'files' }: Setting): Promise<Bench> => {
  const strikes = openStrikes(faults);
  const { injector, http } = strikes;
  const appPassword = 'p'.repeat(72);
  const server = await startNextcloud({
    admin: { login: administrator, password: 'correct horse battery staple 1A!' },
    serviceAccount: { login: 'passerelle', appPassword, rights },
    middleware: injector.middleware,
    oidc: provider,
    ...(apps === undefined ? {} : { apps }),
  });
  // The suite makes more changes than the rations allow in ten minutes.
  server.settings.allowListed = true;
  const config: NextcloudConfig = {
    url: server.url,
    credentials: { user: 'passerelle', password: appPassword },
    accounts: { mode, oidcProviderId: provider.providerId },
    language: 'initial',
    teamFolders: 'auto',
    protectedAccounts: [],
    rateLimitLifted: true,
    // The suite makes more of them than one account may have.
    perOwner: { calendars: 'unlimited', addressBooks: 'unlimited' },
  };
  const context = {
    name: 'nextcloud',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes: number) => randomBytes(bytes),
  };
  const isTeamFolder = apps?.includes('groupfolders') ?? true;
  return {
    manifest: nextcloud.manifest,
    target: nextcloud.connect(config, context),
    mode,
    now: Date.now,
    space: { tool, ...tried[tool] },
    prefix: 'conformance',
    call: testCall,
    newPerson(number) {
      const person = personId(randomUUID());
      const profile = {
        displayName: `Zoé Œuvrard ${number}`,
        givenName: 'Zoé',
        familyName: `Œuvrard ${number}`,
        email: `zoe.${number}@example.org`,
        language: 'fr',
      } as const;
      return Promise.resolve({ person, profile, hint: null });
    },
    protectedAccounts: [administrator, 'passerelle'],
    others: {
      ...othersOn(server, isTeamFolder && tool === 'files'),
      ...(tool === 'calendar' || tool === 'contacts' ? otherCollections(server, tool) : {}),
    },
    requests: strikes.requests,
    faults: strikes.faults,
    async close() {
      injector.disarm();
      await http.close();
      await server.stop();
    },
  };
};
