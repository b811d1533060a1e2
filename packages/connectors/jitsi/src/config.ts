import { z } from 'zod';
import { moderatorFeatures } from './token/settings.ts';
import { readRing } from './token/ring-text.ts';
import { SharedSecret } from './token/shared-secret.ts';

const address = z
  .string()
  .regex(/^https?:\/\/[^\s?#@]+$/, 'https://host, with the path if there is one, and nothing more')
  .transform((text) => text.replace(/\/+$/, ''));
/** A DNS name: it stands in tokens as `sub`, where `*` would open every domain, and in XML. */
const domain = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'a domain: meet.example.org');

const accepts = (read: (text: string) => unknown) => (text: string) => {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
};

const signing = z.discriminatedUnion('with', [
  z.strictObject({
    with: z.literal('secret'),
    /** Prosody's `app_secret`; 32 characters at least, from a generator. */
    secret: z.string().refine(
      accepts((text) => SharedSecret.of(text)),
      'a secret, and no key: a public key is known to everybody',
    ),
  }),
  z.strictObject({
    with: z.literal('keys'),
    /** An RSA private key (PEM or JWK), or a key ring that Passerelle wrote. A secret. */
    keys: z.string().refine(accepts(readRing), 'an RSA private key of 2048 bits or more (PEM or JWK), or a key ring'),
    /** How Prosody gets our public keys: `cache_keys_url` reads our set, `asap_key_server` one file per key. */
    readBy: z.enum(['cache_keys_url', 'asap_key_server']).default('cache_keys_url'),
    /** Where our key set can be read from outside, so that `doctor` can look at it as Prosody does. */
    published: address.optional(),
  }),
]);

/** Settings of one Jitsi. The console draws its form from this. */
export const configSchema = z
  .strictObject({
    /** Address as people type it: `https://meet.example.org`. */
    url: address,
    /** The XMPP domain, where it is not the host of the address: `meet.jitsi` with Docker. */
    domain: domain.optional(),
    /** Prosody's `app_id`, or another one of `asap_accepted_issuers`. */
    issuer: z.string().min(1).max(200),
    /** One of Prosody's `asap_accepted_audiences`. */
    audience: z.string().min(1).max(200).default('jitsi'),
    signing,
    /** Seconds that a token lives. It is looked at when somebody joins, and never again. */
    lifetime: z.int().min(60).max(600).default(300),
    /** Whether Jitsi is told people's addresses (it shows their Gravatar picture then). */
    emails: z.boolean().default(false),
    /** What moderators may do besides moderating. People who only join may do none of it. */
    moderatorsMay: z.array(z.enum(moderatorFeatures)).default([...moderatorFeatures]),
    /** `fragment`: the token stays in the browser; `query`: for web interfaces older than 2023, it then stands in the web server's log. */
    tokenIn: z.enum(['fragment', 'query']).default('fragment'),
    /** With it, `doctor` joins an empty room as a member and looks what it is there: `https://meet.example.org/http-bind`. */
    bosh: address.optional(),
    /** The domain of the rooms, where it is not `conference.` and the XMPP domain: `muc.meet.jitsi` with Docker. */
    rooms: domain.optional(),
    /** Set when Jitsi's reservation plug-in asks Passerelle whether a room may open: the token that it sends. A secret. */
    reservation: z.strictObject({ secret: z.string().min(16) }).optional(),
    /** Makes the ends of new rooms' names impossible to guess. Useful where somebody can come in without a token. A secret. */
    nameSecret: z.string().min(16).optional(),
  })
  .meta({ title: 'Jitsi' });

export type JitsiConfig = z.infer<typeof configSchema>;

export const domainOf = ({ domain: given, url }: Pick<JitsiConfig, 'domain' | 'url'>): string =>
  given ?? new URL(url).hostname;
export const roomsOf = (config: Pick<JitsiConfig, 'domain' | 'url' | 'rooms'>): string =>
  config.rooms ?? `conference.${domainOf(config)}`;
