import { z } from 'zod';

/** The file format of a snapshot: the state's own types, checked when they come back from the disk. */
const strings = z.array(z.string());
const attributes = z.record(z.string(), strings);
const text = z.string().optional();
const jsonObject = z.record(z.string(), z.json());

const user = z.strictObject({
  id: z.string(),
  username: z.string(),
  email: text,
  firstName: text,
  lastName: text,
  enabled: z.boolean(),
  emailVerified: z.boolean(),
  createdTimestamp: z.number(),
  attributes,
  requiredActions: strings,
  groups: strings,
  realmRoles: strings,
  clientRoles: strings,
  password: z.strictObject({ id: z.string(), salt: z.string(), hash: z.string(), createdDate: z.number() }).optional(),
  federationLink: text,
  serviceAccountOf: text,
});

const group = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: text,
  parentId: text,
  attributes,
  realmRoles: strings,
  ldap: z.strictObject({ mapperId: z.string(), dn: z.string() }).optional(),
});

const role = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: text,
  clientRole: z.boolean(),
  containerId: z.string(),
  composites: strings,
});

const mapper = z.strictObject({
  id: z.string(),
  name: z.string(),
  protocol: z.string(),
  protocolMapper: z.string(),
  consentRequired: z.boolean(),
  config: z.record(z.string(), z.string()),
});

const client = z.strictObject({
  id: z.string(),
  clientId: z.string(),
  settings: jsonObject,
  secret: text,
  mappers: z.array(mapper),
});

const component = z.strictObject({
  id: z.string(),
  name: z.string(),
  providerId: z.string(),
  providerType: z.string(),
  parentId: z.string(),
  config: z.record(z.string(), strings),
  syncedAt: z.array(z.number()).optional(),
});

const session = z.strictObject({
  id: z.string(),
  userId: z.string(),
  start: z.number(),
  lastAccess: z.number(),
  clients: z.record(z.string(), z.string()),
});

const adminEvent = z.strictObject({
  id: z.string(),
  time: z.number(),
  authDetails: z.strictObject({ realmId: z.string(), clientId: z.string(), userId: z.string(), ipAddress: z.string() }),
  operationType: z.enum(['CREATE', 'UPDATE', 'DELETE', 'ACTION']),
  resourceType: z.string(),
  resourcePath: text,
  representation: text,
  details: z.record(z.string(), z.string()).optional(),
});

const mail = z.strictObject({
  realm: z.string(),
  to: z.string(),
  userId: z.string(),
  locale: z.string(),
  subject: z.string(),
  actions: strings,
  link: z.string(),
  at: z.number(),
});

const realm = z.strictObject({
  id: z.string(),
  name: z.string(),
  settings: jsonObject,
  profile: jsonObject,
  users: z.array(user),
  groups: z.array(group),
  roles: z.array(role),
  clients: z.array(client),
  components: z.array(component),
  sessions: z.array(session),
  adminEvents: z.array(adminEvent),
});

export const snapshotSchema = z.strictObject({
  version: z.literal(1),
  key: z.record(z.string(), z.string()),
  outbox: z.array(mail),
  realms: z.array(realm),
});
export type Snapshot = z.output<typeof snapshotSchema>;
