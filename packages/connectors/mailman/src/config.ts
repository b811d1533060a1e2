import { z } from 'zod';

const address = z.email();

/** Settings of one Mailman core. The console draws its form from this. */
export const configSchema = z
  .strictObject({
    /** Address of its REST interface, without the version: `http://127.0.0.1:8001`. */
    url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '').replace(/\/3\.\d$/, '')),
    /** `admin_user` and `admin_pass` of the section `[webservice]` in mailman.cfg. */
    credentials: z.strictObject({ user: z.string().min(1).default('restadmin'), password: z.string().min(1) }),
    /** Mail domain in which communities get their lists: `lists.example.org`. It must be there. */
    domain: z
      .string()
      .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, 'a domain')
      .transform((domain) => domain.toLowerCase()),
    /** What becomes of a post: of a member who only receives, and of an address that is not on the list. */
    posts: z
      .strictObject({
        receivers: z.enum(['hold', 'reject']).default('hold'),
        strangers: z.enum(['hold', 'reject']).default('hold'),
      })
      .default({ receivers: 'hold', strangers: 'hold' }),
    /** Whether new lists keep an archive, readable by their members only. */
    archives: z.enum(['private', 'never']).default('private'),
    /** Mails that Mailman sends to whoever is subscribed or unsubscribed. */
    mails: z
      .strictObject({ welcome: z.boolean().default(false), goodbye: z.boolean().default(false) })
      .default({ welcome: false, goodbye: false }),
    /** Addresses that own every list made here, besides Passerelle: the institution's postmaster. Never touched. */
    owners: z.array(address).default([]),
    /** Addresses that Passerelle never touches, besides Mailman's server owners. */
    protectedAddresses: z.array(address).default([]),
    /** Name of a hidden list of ours, to which nobody can write: the register of the addresses in our care, and the store's mark. */
    careList: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/, 'a list name of 2 to 32 characters')
      .default('passerelle'),
  })
  .meta({ title: 'Mailman' });

export type MailmanConfig = z.infer<typeof configSchema>;
