import { z } from 'zod';
import { bytesOf } from './tools/folders/quota.ts';

const accountMode = z.enum(['create', 'provision', 'await']);
const account = z.string().trim().min(1).max(64);
const credentials = z.strictObject({
  user: account,
  /** An app password: a real one costs 250 to 500 ms of hashing on every call. */
  password: z.string().min(1),
});
/** How many of a kind an account may have. */
const perOwner = z.union([z.int().positive(), z.literal('unlimited')]);
const size = z
  .string()
  .refine((text) => bytesOf(text) !== null, { message: 'a size such as 10 GB or 500 MB, or none' })
  .meta({ examples: ['10 GB', 'none'] });

/** Settings of one Nextcloud. The console draws its form from this. */
export const configSchema = z
  .strictObject({
    /** Address as people type it, with the folder if there is one: `https://cloud.example.org`. */
    url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    credentials,
    /**
     * Further service accounts, which calendars and address books belong to when those before them have as many as Nextcloud allows. One that owns some must
     * stay in this list.
     */
    owners: z.array(credentials).optional(),
    /** How many calendars and address books Nextcloud allows each account; its own limits (30 and 10) unless said. */
    perOwner: z.strictObject({ calendars: perOwner.optional(), addressBooks: perOwner.optional() }).optional(),
    accounts: z
      .strictObject({
        /** How accounts come to be: see the documentation for administrators. */
        mode: accountMode,
        /** The same for people of the directory, where user_ldap or another back end makes their accounts; as `mode` by default. */
        directoryMode: accountMode.optional(),
        /** Number of the provider in the app user_oidc (`occ user_oidc:provider`); needed for `provision`. */
        oidcProviderId: z.int().positive().optional(),
      })
      .refine(
        ({ mode, directoryMode, oidcProviderId }) =>
          (mode !== 'provision' && directoryMode !== 'provision') || oidcProviderId !== undefined,
        { message: 'accounts.oidcProviderId is needed for the mode provision', path: ['oidcProviderId'] },
      )
      .default({ mode: 'create' }),
    /** `initial`: given at creation and left to the person afterwards; `follow`: kept as Passerelle knows it; `leave`: never sent. */
    language: z.enum(['initial', 'follow', 'leave']).default('initial'),
    /** `auto`: team folders where the app is there, else a shared folder of the service account; `required`, `off`: one or the other, always. */
    teamFolders: z.enum(['auto', 'required', 'off']).default('auto'),
    /** What a new team folder may hold, written once: changed in Nextcloud afterwards, it stays as it was changed. `none` by default. */
    folderQuota: z
      .strictObject({
        default: size.optional(),
        /** By the slug of the community. */
        communities: z.record(z.string(), size).optional(),
      })
      .optional(),
    /**
     * `restricted`: only the groups on the instance's list may make polls (or forms), which an administrator confirms here once they have seen who loses it;
     * Passerelle then turns the restriction on. `as-is`, the default: the switch stays as it is, and our groups are kept on the list.
     */
    creation: z
      .strictObject({
        polls: z.enum(['as-is', 'restricted']).optional(),
        forms: z.enum(['as-is', 'restricted']).optional(),
      })
      .optional(),
    /** What becomes of the polls of somebody whose account is disabled: they become the service account's (`hand-over`, the default), or stay theirs. */
    leaversPolls: z.enum(['hand-over', 'keep']).optional(),
    /** Folders and documents that a new folder begins with; on by default. */
    startingDocuments: z.boolean().optional(),
    /** The group that the service account enters a new team folder with for a moment, to furnish it: `passerelle-service` by default. */
    serviceGroup: account.optional(),
    /** Accounts that Passerelle never touches, besides the administrators and its own. */
    protectedAccounts: z.array(account).default([]),
    /** The administrator has put this server's address on the allow-list (see the documentation): no rations then. */
    rateLimitLifted: z.boolean().default(false),
  })
  .meta({ title: 'Nextcloud' });

export type NextcloudConfig = z.infer<typeof configSchema>;
