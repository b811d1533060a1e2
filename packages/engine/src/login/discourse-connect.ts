import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Language, PersonId } from '@passerelle/model';

/**
 * What the answer to a DiscourseConnect login says. There is no room in it for `groups` (which would take people out of the forum's own groups), `admin`,
 * `moderator` (both are for the whole site) or a picture (facts/discourse.md §2).
 */
export interface DiscourseConnectPayload {
  readonly nonce: string;
  readonly external_id: PersonId;
  readonly email?: string;
  readonly name?: string;
  readonly locale?: Language;
  /** Names, with commas between. */
  readonly add_groups?: string;
  readonly remove_groups?: string;
  readonly suppress_welcome_message: true;
  /** Who comes through us has proven who they are: the account is awake at once. */
  readonly require_activation: false;
}

/** In this order; nothing else is ever written, whatever an object may hold besides. */
const fields = [
  'nonce',
  'external_id',
  'email',
  'name',
  'locale',
  'add_groups',
  'remove_groups',
  'suppress_welcome_message',
  'require_activation',
] as const satisfies readonly (keyof DiscourseConnectPayload)[];

const shortestSecret = 10;

function digest(secret: string, sso: string): Buffer {
  if (secret.length < shortestSecret) throw new Error('the secret of DiscourseConnect has at least 10 characters');
  return createHmac('sha256', secret).update(sso).digest();
}

export interface SignedAnswer {
  readonly sso: string;
  readonly sig: string;
  /** Where the browser is sent. It logs its bearer in: never to be logged. */
  readonly url: string;
}

/**
 * The answer as the browser carries it. `URLSearchParams` encodes `~` and `>`, without which base64 of ASCII never holds a `+`; Discourse would read one
 * as a space when it parses the text a second time.
 */
export function signDiscourseConnect({
  payload,
  secret,
  returnUrl,
}: {
  readonly payload: DiscourseConnectPayload;
  readonly secret: string;
  readonly returnUrl: string;
}): SignedAnswer {
  const query = new URLSearchParams();
  for (const field of fields) {
    const value = payload[field];
    if (value !== undefined) query.set(field, String(value));
  }
  const sso = Buffer.from(query.toString(), 'utf8').toString('base64');
  const sig = digest(secret, sso).toString('hex');
  const url = new URL(returnUrl);
  url.searchParams.set('sso', sso);
  url.searchParams.set('sig', sig);
  return { sso, sig, url: url.href };
}

export type DiscourseConnectRequest =
  | {
      readonly read: true;
      /** To be answered once, and for half an hour at most: the caller keeps those that were used. */
      readonly nonce: string;
      readonly returnUrl: string;
      /** The forum asks without wanting a page to be shown. */
      readonly silent: boolean;
      /** The forum has logged somebody out, and sends them to be logged out here. */
      readonly logout: boolean;
      /** The forum wants a second factor to have been used; no answer of ours claims that. */
      readonly secondFactor: boolean;
    }
  | { readonly read: false; readonly because: 'incomplete' | 'bad-signature' | 'malformed' | 'return-url' };

/**
 * What a forum asks when it sends a browser: believed only with the forum's signature, which is compared in constant time, and answered only to an address
 * that was configured, exactly.
 * @param query as it stood in the address, with or without its question mark
 */
export function readDiscourseConnect({
  query,
  secret,
  returnUrls,
}: {
  readonly query: string;
  readonly secret: string;
  readonly returnUrls: readonly string[];
}): DiscourseConnectRequest {
  const given = new URLSearchParams(query);
  const [sso, sig] = [only(given, 'sso'), only(given, 'sig')];
  if (sso === null || sig === null) return { read: false, because: 'incomplete' };
  const expected = digest(secret, sso);
  // A text of another length, or with other characters, was never a signature: nothing is learnt from how long that took.
  const isHex = /^[0-9a-fA-F]{64}$/.test(sig);
  if (!isHex || !timingSafeEqual(expected, Buffer.from(sig, 'hex'))) return { read: false, because: 'bad-signature' };
  const asked = new URLSearchParams(Buffer.from(sso, 'base64').toString('utf8'));
  const [nonce, returnUrl] = [only(asked, 'nonce'), only(asked, 'return_sso_url')];
  if (nonce === null || returnUrl === null || nonce.length > 200) return { read: false, because: 'malformed' };
  if (!returnUrls.some((allowed) => isSameAddress(allowed, returnUrl))) return { read: false, because: 'return-url' };
  return {
    read: true,
    nonce,
    returnUrl,
    silent: asked.get('prompt') === 'none',
    logout: asked.get('logout') === 'true',
    secondFactor: asked.get('require_2fa') === 'true',
  };
}

/** Null: absent, empty, or there more than once: then two readers may take different ones. */
function only(params: URLSearchParams, name: string): string | null {
  const [value, ...more] = params.getAll(name);
  return value === undefined || value === '' || more.length > 0 ? null : value;
}

function isSameAddress(allowed: string, asked: string): boolean {
  if (!URL.canParse(asked) || !URL.canParse(allowed)) return false;
  return new URL(asked).href === new URL(allowed).href;
}
