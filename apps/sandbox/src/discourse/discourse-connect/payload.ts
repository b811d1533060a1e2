import { createHmac, timingSafeEqual } from 'node:crypto';

/** A payload of DiscourseConnect whose signature was right. */
export interface SsoPayload {
  readonly externalId: string | null;
  readonly email: string | null;
  readonly username: string | null;
  readonly name: string | null;
  readonly nonce: string | null;
  /** Undefined where it was absent or neither `true` nor `false`: then nothing changes. */
  readonly admin: boolean | undefined;
  readonly moderator: boolean | undefined;
  readonly requireActivation: boolean;
  readonly localeForceUpdate: boolean;
  readonly title: string | null;
  readonly bio: string | null;
  readonly website: string | null;
  readonly location: string | null;
  readonly locale: string | null;
  readonly groups: string | null;
  readonly addGroups: string | null;
  readonly removeGroups: string | null;
  readonly customFields: Readonly<Record<string, string>>;
  /** A text came several times, which the real code trips over. */
  readonly doubled: boolean;
}

export type ParsedPayload =
  | { readonly kind: 'payload'; readonly payload: SsoPayload }
  | { readonly kind: 'bad-base64' }
  | { readonly kind: 'bad-signature' };

/** Hex of the HMAC over the base64 text (facts §2). */
export const signature = (secret: string, base64: string): string =>
  createHmac('sha256', secret).update(base64).digest('hex');

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** A field that a list of Ruby's would be made of if it came twice, and lists have no `split`. */
const TEXTS = ['groups', 'add_groups', 'remove_groups', 'external_id', 'email', 'username', 'name'];

const fieldsOf = (base64: string): SsoPayload => {
  const fields = new URLSearchParams(Buffer.from(base64, 'base64').toString('utf8'));
  const text = (name: string): string | null => fields.get(name);
  const flag = (name: string): boolean | undefined => ({ true: true, false: false })[fields.get(name) ?? ''];
  const custom = [...fields].flatMap(([name, value]): [string, string][] =>
    name.startsWith('custom.') ? [[name.slice('custom.'.length), value]] : [],
  );
  return {
    externalId: text('external_id'),
    email: text('email'),
    username: text('username'),
    name: text('name'),
    nonce: text('nonce'),
    admin: flag('admin'),
    moderator: flag('moderator'),
    requireActivation: flag('require_activation') === true,
    localeForceUpdate: flag('locale_force_update') === true,
    title: text('title'),
    bio: text('bio'),
    website: text('website'),
    location: text('location'),
    locale: text('locale'),
    groups: text('groups'),
    addGroups: text('add_groups'),
    removeGroups: text('remove_groups'),
    customFields: Object.fromEntries(custom),
    doubled: TEXTS.some((name) => fields.getAll(name).length > 1),
  };
};

/** Checks the signature of a query string `sso=…&sig=…`, and reads what it carries. */
export const parsePayload = (secret: string, query: string): ParsedPayload => {
  const given = new URLSearchParams(query);
  const [sso, sig] = [given.get('sso') ?? '', given.get('sig') ?? ''];
  if (secret === '' || !sameText(signature(secret, sso), sig)) {
    return { kind: /[^a-zA-Z0-9=\r\n/+]/.test(sso) ? 'bad-base64' : 'bad-signature' };
  }
  return { kind: 'payload', payload: fieldsOf(sso) };
};
