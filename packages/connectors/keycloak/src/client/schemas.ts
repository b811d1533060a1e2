import { z } from 'zod';

/** What is read of Keycloak's answers; whatever else is in them is kept for writing the whole representation back. */
const attributes = z.record(z.string(), z.array(z.string()));

export const userSchema = z.looseObject({
  id: z.string().min(1),
  username: z.string(),
  enabled: z.boolean().optional(),
  email: z.string().optional(),
  emailVerified: z.boolean().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  attributes: attributes.optional(),
  federationLink: z.string().optional(),
  serviceAccountClientId: z.string().optional(),
});
export type User = z.output<typeof userSchema>;
export const usersSchema = z.array(userSchema);

export const groupSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  path: z.string().optional(),
  parentId: z.string().optional(),
  subGroupCount: z.number().optional(),
  attributes: attributes.optional(),
});
export type Group = z.output<typeof groupSchema>;
export const groupsSchema = z.array(groupSchema);

export const countSchema = z.number().int().nonnegative();
export const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });
export const errorSchema = z.looseObject({
  errorMessage: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
  field: z.string().optional(),
});
export const rolesSchema = z.array(z.looseObject({ name: z.string() }));
export const clientsSchema = z.array(z.looseObject({ id: z.string().min(1) }));
export const profileSchema = z.looseObject({
  attributes: z
    .array(
      z.looseObject({
        name: z.string(),
        permissions: z.looseObject({ edit: z.array(z.string()).optional() }).optional(),
      }),
    )
    .optional(),
  unmanagedAttributePolicy: z.string().optional(),
});
export type UserProfile = z.output<typeof profileSchema>;
export const realmSchema = z.looseObject({
  realm: z.string(),
  editUsernameAllowed: z.boolean().optional(),
  bruteForceProtected: z.boolean().optional(),
  adminEventsEnabled: z.boolean().optional(),
  eventsEnabled: z.boolean().optional(),
});
export const componentsSchema = z.array(
  z.looseObject({
    id: z.string(),
    name: z.string().optional(),
    providerId: z.string(),
    config: z.record(z.string(), z.array(z.string())).optional(),
  }),
);
