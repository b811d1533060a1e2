import { z } from 'zod';

const url = z
  .string()
  .regex(/^https?:\/\/[^\s?#@]+$/, 'https://host, with the path if Keycloak has one, and nothing more')
  .transform((text) => text.replace(/\/+$/, ''));

/** Configuration of a Keycloak realm as a target. */
export const keycloakConfig = z.strictObject({
  url,
  realm: z.string().min(1),
  /** A confidential client with a service account. */
  credentials: z.strictObject({ clientId: z.string().min(1), secret: z.string().min(1) }),
  /**
   * Where the claim `passerelle_id` comes from. `attribute`: an attribute of that name, written for everybody (federation UNSYNCED, or none).
   * `ldap-id`: from LDAP_ID for the directory's people (federation READ_ONLY), from the attribute for the others.
   */
  claim: z.enum(['attribute', 'ldap-id']).default('attribute'),
  accounts: z
    .strictObject({
      /** For people of the directory: the federation makes their accounts (`await`), or there is none and Passerelle does (`create`). */
      directoryMode: z.enum(['await', 'create']).default('await'),
    })
    .default({ directoryMode: 'await' }),
  /** Top-level group below which everything of ours is, and whose members are the accounts in our care. */
  rootGroup: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^/]+$/, 'a name without "/"')
    .default('passerelle'),
  /** Whether somebody whose account is made here gets Keycloak's mail to choose a password. */
  sendInvitations: z.boolean().default(false),
  invitation: z
    .strictObject({
      /** Client and page to which the mail leads back. */
      clientId: z.string().min(1).optional(),
      redirectUri: z.string().min(1).optional(),
      /** Seconds for which the link holds. */
      lifespan: z.number().int().min(300).max(2_592_000).default(604_800),
    })
    .default({ lifespan: 604_800 }),
  /** Logins that are never touched, besides the realm's administrators and our own account. */
  protectedAccounts: z.array(z.string().min(1).toLowerCase()).default([]),
});
export type KeycloakConfig = z.output<typeof keycloakConfig>;

/** The attribute that carries the person's id, and the claim's name. */
export const ID_ATTRIBUTE = 'passerelle_id';
/** What tools may show people as; Keycloak's own representation has two names and no third. */
export const NAME_ATTRIBUTE = 'displayName';
/** Group attributes: which of our keys a group stands for, and what people call it. Names are native and never change. */
export const KEY_ATTRIBUTE = 'passerelle_key';
export const LABEL_ATTRIBUTE = 'passerelle_label';
/** Attribute of our top-level group: which store wrote here last, and when it was. */
export const MARK_ATTRIBUTE = 'passerelle_mark';
/** The key that our top-level group bears: the root of all keys. */
export const ROOT_KEY = '/';
/** Keycloak's own: the directory's id of a federated person, whatever its attribute is there. */
export const LDAP_ID = 'LDAP_ID';
