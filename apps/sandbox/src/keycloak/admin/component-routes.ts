import { z } from 'zod';
import { DEFAULT_MAPPERS, LDAP_MAPPER, USER_STORAGE } from '../federation/ldap-component.ts';
import { syncGroups } from '../federation/ldap-groups.ts';
import { syncPeople, syncResult } from '../federation/ldap-sync.ts';
import { type Call, onlyQuery, param } from '../http/call.ts';
import { type BodyShape, readBody } from '../http/json-body.ts';
import { created, errorMessage, NO_CONTENT, notCovered, ok, plainError, unknownError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { ComponentState, JsonObject } from '../state/realm-state.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';

const HIDDEN = '**********';

const COMPONENT_BODY = {
  name: 'ComponentRepresentation',
  schema: z.strictObject({
    id: z.string().optional(),
    name: z.string(),
    providerId: z.string(),
    providerType: z.string(),
    parentId: z.string().optional(),
    config: z.record(z.string(), z.array(z.string())).optional(),
  }),
  alsoKnown: ['subType'],
} satisfies BodyShape<z.ZodObject>;

const TEST_BODY = {
  name: 'TestLdapConnectionRepresentation',
  schema: z.strictObject({
    action: z.enum(['testConnection', 'testAuthentication']),
    connectionUrl: z.string(),
    authType: z.literal('simple').optional(),
    bindDn: z.string().optional(),
    bindCredential: z.string().optional(),
    useTruststoreSpi: z.string().optional(),
    componentId: z.string().nullish(),
  }),
  alsoKnown: ['connectionTimeout', 'startTls', 'referral'],
} satisfies BodyShape<z.ZodObject>;

const MAPPER_PROVIDERS = ['user-attribute-ldap-mapper', 'group-ldap-mapper', 'kerberos-principal-attribute-mapper'];
const EDIT_MODES = ['READ_ONLY', 'UNSYNCED'];

export const componentRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'components',
    async handle(call) {
      onlyQuery(call, ['type', 'parent', 'name']);
      await requireRole(call, 'view-realm');
      const fits = (value: string, name: string): boolean => (call.query.get(name) ?? value) === value;
      const found = [...call.realm.components.values()].filter(
        (each) => fits(each.providerType, 'type') && fits(each.parentId, 'parent') && fits(each.name, 'name'),
      );
      return ok(found.map(componentRepresentation));
    },
  },
  {
    method: 'POST',
    pattern: 'components',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const { id, parentId, config, ...rest } = readBody(call.body, COMPONENT_BODY);
      const component = {
        id: id ?? call.world.newId(),
        ...rest,
        parentId: parentId ?? call.realm.id,
        config: config ?? {},
      };
      if (component.providerType === USER_STORAGE)
        component.config = { krbPrincipalAttribute: ['krb5PrincipalName'], ...component.config };
      checkCovered(component);
      call.realm.components.set(component.id, component);
      if (component.providerType === USER_STORAGE) addDefaultMappers(call, component);
      recordChange(call, admin, { operation: 'CREATE', resource: 'COMPONENT', path: `components/${component.id}` });
      return created(`${call.world.url}/admin/realms/${call.realm.name}/components/${component.id}`);
    },
  },
  {
    method: 'GET',
    pattern: 'components/:component',
    async handle(call) {
      await requireRole(call, 'view-realm');
      return ok(componentRepresentation(componentOfPath(call, 'component')));
    },
  },
  {
    method: 'PUT',
    pattern: 'components/:component',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const component = componentOfPath(call, 'component');
      const body = readBody(call.body, COMPONENT_BODY);
      const config = { ...(body.config ?? {}) };
      // The credential is shown as stars; sending the stars back keeps it.
      const secret = component.config['bindCredential'];
      if (config['bindCredential']?.[0] === HIDDEN && secret !== undefined) config['bindCredential'] = [...secret];
      checkCovered({ ...component, config });
      component.name = body.name;
      component.config = config;
      recordChange(call, admin, { operation: 'UPDATE', resource: 'COMPONENT', path: `components/${component.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    pattern: 'components/:component',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const component = componentOfPath(call, 'component');
      const { realm } = call;
      for (const each of [...realm.components.values()]) {
        if (each.id === component.id || each.parentId === component.id) realm.components.delete(each.id);
      }
      for (const user of realm.users.all()) if (user.federationLink === component.id) realm.users.remove(user.id);
      recordChange(call, admin, { operation: 'DELETE', resource: 'COMPONENT', path: `components/${component.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: 'testLDAPConnection',
    async handle(call) {
      await requireRole(call, 'manage-realm');
      const body = readBody(call.body, TEST_BODY);
      const { directory } = call.world;
      // The text for a server that cannot be reached is from Keycloak's source; only the wrong password was recorded.
      if (directory === undefined || !sameServer(directory.url, body.connectionUrl))
        throw errorMessage(400, 'CommunicationError');
      if (body.action === 'testConnection') return NO_CONTENT;
      const stored = call.realm.components.get(body.componentId ?? '')?.config['bindCredential']?.[0];
      const password = body.bindCredential === HIDDEN ? (stored ?? '') : (body.bindCredential ?? '');
      const fits = await directory.bind(body.bindDn ?? '', password).catch(() => undefined);
      if (fits === undefined) throw errorMessage(400, 'CommunicationError');
      if (!fits) throw errorMessage(400, 'AuthenticationFailure');
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    pattern: 'user-storage/:component/sync',
    async handle(call) {
      onlyQuery(call, ['action']);
      const admin = await requireRole(call, 'manage-users');
      const component = componentOfPath(call, 'component');
      const action = call.query.get('action');
      if (action !== 'triggerFullSync' && action !== 'triggerChangedUsersSync')
        throw notCovered(`the action ${action ?? '(none)'}`);
      await connected(call, component);
      const result = await syncPeople(call.world, call.realm, component, action).catch(() => undefined);
      if (result === undefined) throw unknownError();
      recordChange(call, admin, { operation: 'ACTION', resource: 'REALM', path: `user-storage/${component.id}/sync` });
      return ok(result);
    },
  },
  {
    method: 'POST',
    pattern: 'user-storage/:component/mappers/:mapper/sync',
    async handle(call) {
      onlyQuery(call, ['direction']);
      const admin = await requireRole(call, 'manage-users');
      const component = componentOfPath(call, 'component');
      const mapper = componentOfPath(call, 'mapper');
      if (call.query.get('direction') !== 'fedToKeycloak') throw notCovered('this direction');
      if (mapper.providerId !== 'group-ldap-mapper') throw notCovered(`the sync of a ${mapper.providerId}`);
      await connected(call, component);
      const counts = await syncGroups(call.world, call.realm, mapper);
      recordChange(call, admin, {
        operation: 'ACTION',
        resource: 'REALM',
        path: `user-storage/${component.id}/mappers/${mapper.id}/sync`,
      });
      return ok(syncResult({ ...counts, removed: 0, failed: 0 }, 'groups'));
    },
  },
];

/** What a test or a sync needs of its provider: that it means the directory that is there, and may log in to it. */
async function connected(call: Call, component: ComponentState): Promise<void> {
  const { directory } = call.world;
  const value = (key: string): string => component.config[key]?.[0] ?? '';
  if (directory === undefined || !sameServer(directory.url, value('connectionUrl'))) throw unknownError();
  const fits = await directory.bind(value('bindDn'), value('bindCredential')).catch(() => false);
  if (!fits) throw unknownError();
}

function sameServer(left: string, right: string): boolean {
  const plain = (url: string): string =>
    url.trim().replace(/\/+$/, '').replace('//localhost:', '//127.0.0.1:').toLowerCase();
  return plain(left) === plain(right);
}

function checkCovered(component: ComponentState): void {
  const { providerId, providerType, config } = component;
  const editMode = config['editMode']?.[0] ?? 'READ_ONLY';
  const isProvider = providerType === USER_STORAGE && providerId === 'ldap';
  const isMapper = providerType === LDAP_MAPPER && MAPPER_PROVIDERS.includes(providerId);
  if (!isProvider && !isMapper) throw notCovered(`the component ${providerType}/${providerId}`);
  if (isProvider && !EDIT_MODES.includes(editMode)) throw notCovered(`the edit mode ${editMode}`);
  if (isProvider && config['importEnabled']?.[0] === 'false') throw notCovered('a federation without import');
  if (isProvider && config['syncRegistrations']?.[0] === 'true')
    throw notCovered('writing new people into the directory');
  const mode = config['mode']?.[0] ?? 'READ_ONLY';
  if (providerId === 'group-ldap-mapper' && mode !== 'READ_ONLY' && mode !== 'IMPORT')
    throw notCovered(`the group mapper mode ${mode}`);
}

function addDefaultMappers(call: Call, component: ComponentState): void {
  for (const mapper of DEFAULT_MAPPERS) {
    const id = call.world.newId();
    call.realm.components.set(id, { id, ...mapper, providerType: LDAP_MAPPER, parentId: component.id });
  }
}

function componentOfPath(call: Call, name: string): ComponentState {
  const component = call.realm.components.get(param(call, name));
  if (component === undefined) throw plainError(404, 'Could not find component');
  return component;
}

function componentRepresentation(component: ComponentState): JsonObject {
  const { syncedAt: _syncedAt, ...shown } = component;
  const config =
    component.config['bindCredential'] === undefined
      ? component.config
      : { ...component.config, bindCredential: [HIDDEN] };
  return { ...shown, config };
}
