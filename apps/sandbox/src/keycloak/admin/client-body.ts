import { z } from 'zod';
import type { BodyShape } from '../http/json-body.ts';

export const MAPPER_BODY = {
  name: 'ProtocolMapperRepresentation',
  schema: z.strictObject({
    id: z.string().optional(),
    name: z.string(),
    protocol: z.string(),
    protocolMapper: z.string(),
    consentRequired: z.boolean().optional(),
    config: z.record(z.string(), z.string()).optional(),
  }),
} satisfies BodyShape<z.ZodObject>;

const strings = z.array(z.string()).optional();
const flag = z.boolean().optional();

export const CLIENT_BODY = {
  name: 'ClientRepresentation',
  schema: z.strictObject({
    id: z.string().optional(),
    clientId: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
    secret: z.string().optional(),
    protocol: z.literal('openid-connect').optional(),
    enabled: flag,
    publicClient: flag,
    serviceAccountsEnabled: flag,
    standardFlowEnabled: flag,
    directAccessGrantsEnabled: flag,
    implicitFlowEnabled: z.literal(false).optional(),
    bearerOnly: flag,
    consentRequired: z.literal(false).optional(),
    fullScopeAllowed: z.literal(true).optional(),
    frontchannelLogout: flag,
    surrogateAuthRequired: z.literal(false).optional(),
    alwaysDisplayInConsole: flag,
    clientAuthenticatorType: z.literal('client-secret').optional(),
    rootUrl: z.string().optional(),
    baseUrl: z.string().optional(),
    adminUrl: z.string().optional(),
    redirectUris: strings,
    webOrigins: strings,
    notBefore: z.number().optional(),
    nodeReRegistrationTimeout: z.number().optional(),
    attributes: z.record(z.string(), z.string()).optional(),
    authenticationFlowBindingOverrides: z.strictObject({}).optional(),
    defaultClientScopes: strings,
    optionalClientScopes: strings,
    protocolMappers: z.array(MAPPER_BODY.schema).optional(),
    access: z.unknown().optional(),
  }),
  alsoKnown: [
    'type',
    'defaultRoles',
    'authorizationServicesEnabled',
    'authorizationSettings',
    'registrationAccessToken',
    'registeredNodes',
    'origin',
    'directGrantsOnly',
  ],
} satisfies BodyShape<z.ZodObject>;
export type ClientBody = z.output<typeof CLIENT_BODY.schema>;
