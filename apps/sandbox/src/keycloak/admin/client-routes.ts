import type { z } from 'zod';
import { type Call, onlyQuery, pageOf, param, slice } from '../http/call.ts';
import { readBody } from '../http/json-body.ts';
import { created, errorMessage, NO_CONTENT, notCovered, ok, plainError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { MAPPER_KINDS } from '../oidc/protocol-mapper.ts';
import type { ClientState, Json, JsonObject, ProtocolMapperState, UserState } from '../state/realm-state.ts';
import { clientDefaults } from '../state/new-realm.ts';
import { clientByName } from '../state/realm.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { CLIENT_BODY, type ClientBody, MAPPER_BODY } from './client-body.ts';
import { roleRepresentation } from './role-routes.ts';
import { userRepresentation } from './user-representation.ts';

export const clientRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'clients',
    async handle(call) {
      onlyQuery(call, ['clientId', 'first', 'max']);
      await requireRole(call, 'view-clients');
      const wanted = call.query.get('clientId');
      const clients = [...call.realm.clients.values()].filter(
        (client) => wanted === null || client.clientId === wanted,
      );
      return ok(slice(clients, pageOf(call, undefined)).map(clientRepresentation));
    },
  },
  {
    method: 'POST',
    pattern: 'clients',
    async handle(call) {
      const admin = await requireRole(call, 'create-client');
      const body = readBody(call.body, CLIENT_BODY);
      if (clientByName(call.realm, body.clientId) !== undefined)
        throw errorMessage(409, `Client ${body.clientId} already exists`);
      const client: ClientState = {
        id: body.id ?? call.world.newId(),
        clientId: body.clientId,
        settings: {},
        mappers: [],
      };
      applyBody(call, client, body);
      call.realm.clients.set(client.id, client);
      recordChange(call, admin, { operation: 'CREATE', resource: 'CLIENT', path: `clients/${client.id}` });
      return created(`${call.world.url}/admin/realms/${call.realm.name}/clients/${client.id}`);
    },
  },
  {
    method: 'GET',
    pattern: 'clients/:client',
    async handle(call) {
      await requireRole(call, 'view-clients');
      return ok(clientRepresentation(clientOf(call)));
    },
  },
  {
    method: 'PUT',
    pattern: 'clients/:client',
    async handle(call) {
      const admin = await requireRole(call, 'manage-clients');
      const client = clientOf(call);
      const body = readBody(call.body, CLIENT_BODY);
      const twin = clientByName(call.realm, body.clientId);
      if (twin !== undefined && twin !== client) throw errorMessage(409, `Client ${body.clientId} already exists`);
      client.clientId = body.clientId;
      applyBody(call, client, body);
      recordChange(call, admin, { operation: 'UPDATE', resource: 'CLIENT', path: `clients/${client.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    pattern: 'clients/:client',
    async handle(call) {
      const admin = await requireRole(call, 'manage-clients');
      const client = clientOf(call);
      const account = serviceAccountOf(call, client);
      if (account !== undefined) call.realm.users.remove(account.id);
      call.realm.clients.delete(client.id);
      recordChange(call, admin, { operation: 'DELETE', resource: 'CLIENT', path: `clients/${client.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    pattern: 'clients/:client/client-secret',
    async handle(call) {
      await requireRole(call, 'view-clients');
      const { secret } = clientOf(call);
      return ok({ type: 'secret', ...(secret === undefined ? {} : { value: secret }) });
    },
  },
  {
    method: 'GET',
    pattern: 'clients/:client/service-account-user',
    async handle(call) {
      await requireRole(call, 'view-clients');
      const client = clientOf(call);
      const user = serviceAccountOf(call, client);
      if (user === undefined) {
        throw errorMessage(400, `Service account not enabled for the client '${client.clientId}'`);
      }
      return ok(userRepresentation(user, { brief: false, access: 'none' }));
    },
  },
  {
    method: 'GET',
    pattern: 'clients/:client/roles',
    async handle(call) {
      await requireRole(call, 'view-clients');
      const { id } = clientOf(call);
      const roles = [...call.realm.roles.values()].filter((role) => role.clientRole && role.containerId === id);
      return ok(roles.map((role) => roleRepresentation(role)));
    },
  },
  {
    method: 'GET',
    pattern: 'clients/:client/roles/:role',
    async handle(call) {
      await requireRole(call, 'view-clients');
      const { id } = clientOf(call);
      const role = [...call.realm.roles.values()].find(
        (each) => each.containerId === id && each.name === param(call, 'role'),
      );
      if (role === undefined) throw plainError(404, 'Could not find role');
      return ok(roleRepresentation(role, true));
    },
  },
  {
    method: 'GET',
    pattern: 'clients/:client/protocol-mappers/models',
    async handle(call) {
      await requireRole(call, 'view-clients');
      return ok(clientOf(call).mappers.map(mapperRepresentation));
    },
  },
  {
    method: 'POST',
    pattern: 'clients/:client/protocol-mappers/models',
    async handle(call) {
      const admin = await requireRole(call, 'manage-clients');
      const client = clientOf(call);
      const mapper = mapperOf(call, readBody(call.body, MAPPER_BODY));
      if (client.mappers.some((each) => each.name === mapper.name))
        throw errorMessage(409, 'Protocol mapper exists with same name');
      client.mappers = [...client.mappers, mapper];
      const path = `clients/${client.id}/protocol-mappers/models/${mapper.id}`;
      recordChange(call, admin, { operation: 'CREATE', resource: 'PROTOCOL_MAPPER', path });
      return created(`${call.world.url}/admin/realms/${call.realm.name}/${path}`);
    },
  },
  ...(['PUT', 'DELETE'] as const).map((method): Route => ({
    method,
    pattern: 'clients/:client/protocol-mappers/models/:mapper',
    async handle(call) {
      const admin = await requireRole(call, 'manage-clients');
      const client = clientOf(call);
      const id = param(call, 'mapper');
      if (!client.mappers.some((each) => each.id === id)) throw plainError(404, 'Model not found');
      const next = method === 'PUT' ? [mapperOf(call, { ...readBody(call.body, MAPPER_BODY), id })] : [];
      client.mappers = client.mappers.flatMap((each) => (each.id === id ? next : [each]));
      const operation = method === 'PUT' ? 'UPDATE' : 'DELETE';
      recordChange(call, admin, {
        operation,
        resource: 'PROTOCOL_MAPPER',
        path: `clients/${client.id}/protocol-mappers/models/${id}`,
      });
      return NO_CONTENT;
    },
  })),
];

function clientOf(call: Call): ClientState {
  const client = call.realm.clients.get(param(call, 'client'));
  if (client === undefined) throw plainError(404, 'Could not find client');
  return client;
}

/** Takes over what the body says; what it leaves out keeps its value, or the default of a new client. */
export function applyBody(call: Pick<Call, 'realm' | 'world'>, client: ClientState, body: ClientBody): void {
  const { id: _id, clientId: _clientId, secret, protocolMappers, access: _access, ...rest } = body;
  const given = Object.fromEntries(
    Object.entries(rest).filter((field): field is [string, NonNullable<(typeof field)[1]>] => field[1] !== undefined),
  );
  const base = Object.keys(client.settings).length === 0 ? clientDefaults() : client.settings;
  const attributes = { ...(isObject(base['attributes']) ? base['attributes'] : {}), ...body.attributes };
  client.settings = { ...base, ...given, attributes };
  if (body.redirectUris !== undefined && body.webOrigins === undefined)
    client.settings = { ...client.settings, webOrigins: originsOf(body.redirectUris) };
  if (body.publicClient !== true && client.settings['bearerOnly'] !== true)
    client.secret = secret ?? client.secret ?? call.world.newId();
  if (protocolMappers !== undefined) client.mappers = protocolMappers.map((mapper) => mapperOf(call, mapper));
  if (client.settings['serviceAccountsEnabled'] === true && serviceAccountOf(call, client) === undefined) {
    call.realm.users.put(newServiceAccount(call, client));
    const scopes: unknown = client.settings['defaultClientScopes'];
    const names = Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [];
    client.settings = { ...client.settings, defaultClientScopes: [...names, 'service_account'] };
  }
}

function newServiceAccount(call: Pick<Call, 'world'>, client: ClientState): UserState {
  return {
    id: call.world.newId(),
    username: `service-account-${client.clientId.toLowerCase()}`,
    enabled: true,
    emailVerified: false,
    createdTimestamp: call.world.now(),
    attributes: {},
    requiredActions: [],
    groups: [],
    realmRoles: [],
    clientRoles: [],
    serviceAccountOf: client.id,
  };
}

export function serviceAccountOf(call: Pick<Call, 'realm'>, client: ClientState): UserState | undefined {
  return call.realm.users.all().find((user) => user.serviceAccountOf === client.id);
}

function mapperOf(call: Pick<Call, 'world'>, body: z.output<typeof MAPPER_BODY.schema>): ProtocolMapperState {
  if (!MAPPER_KINDS.has(body.protocolMapper)) throw notCovered(`the protocol mapper ${body.protocolMapper}`);
  return {
    id: body.id ?? call.world.newId(),
    name: body.name,
    protocol: body.protocol,
    protocolMapper: body.protocolMapper,
    consentRequired: body.consentRequired ?? false,
    config: body.config ?? {},
  };
}

function mapperRepresentation(mapper: ProtocolMapperState): JsonObject {
  return { ...mapper };
}

function clientRepresentation(client: ClientState): JsonObject {
  return {
    id: client.id,
    clientId: client.clientId,
    ...client.settings,
    ...(client.secret === undefined ? {} : { secret: client.secret }),
    ...(client.mappers.length === 0 ? {} : { protocolMappers: client.mappers.map(mapperRepresentation) }),
  };
}

function originsOf(redirectUris: readonly string[]): string[] {
  const origins = redirectUris.flatMap((uri) => (URL.canParse(uri) ? [new URL(uri).origin] : []));
  return [...new Set(origins)];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
