import { z } from 'zod';
import type { BodyShape } from '../http/json-body.ts';

const text = z.string().nullish();
const credentialSchema = z.strictObject({
  type: z.literal('password'),
  value: z.string(),
  temporary: z.boolean().optional(),
});

/** What a UserRepresentation may say here. Fields that Keycloak itself ignores on a write are taken and ignored, as there. */
export const USER_BODY = {
  name: 'UserRepresentation',
  schema: z.strictObject({
    username: text,
    email: text,
    firstName: text,
    lastName: text,
    enabled: z.boolean().nullish(),
    emailVerified: z.boolean().nullish(),
    attributes: z.record(z.string(), z.array(z.string())).nullish(),
    requiredActions: z.array(z.string()).nullish(),
    groups: z.array(z.string()).nullish(),
    credentials: z.array(credentialSchema).nullish(),
    id: z.unknown().optional(),
    origin: z.unknown().optional(),
    createdTimestamp: z.unknown().optional(),
    totp: z.unknown().optional(),
    federationLink: z.unknown().optional(),
    disableableCredentialTypes: z.unknown().optional(),
    notBefore: z.unknown().optional(),
    access: z.unknown().optional(),
  }),
  alsoKnown: [
    'self',
    'federatedIdentities',
    'realmRoles',
    'clientRoles',
    'clientConsents',
    'serviceAccountClientId',
    'userProfileMetadata',
    'applicationRoles',
    'socialLinks',
  ],
} satisfies BodyShape<z.ZodObject>;

export type UserBody = z.output<typeof USER_BODY.schema>;

export const PASSWORD_BODY = {
  name: 'CredentialRepresentation',
  schema: credentialSchema.extend({ type: z.literal('password').optional() }),
  alsoKnown: ['id', 'userLabel', 'createdDate', 'secretData', 'credentialData', 'priority'],
} satisfies BodyShape<z.ZodObject>;
