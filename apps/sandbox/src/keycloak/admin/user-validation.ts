import { setting, type Realm } from '../state/realm.ts';
import { fieldError, Refusal } from '../http/reply.ts';
import type { Attributes, Json } from '../state/realm-state.ts';

export interface ProfileFields {
  readonly username: string;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

const USERNAME = /^[^<>&"'\s$%!#?§;:*~/\\|^=[\]{}()\p{Cc}]+$/u;
const LATIN_ONLY = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u;
const PERSON_NAME = /^[^<>&"$%!#?§;*~/\\|^=[\]{}()\p{Cc}]+$/u;
const EMAIL =
  /^[^\s@<>()[\],;:\\"]{1,64}@[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?(?:\.[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?)*$/u;

/** The validations of the default user profile, in its order. @throws 400: one object for one error, `{errors}` for several */
export function validateProfile(fields: ProfileFields): void {
  const errors: Refusal[] = [];
  const add = (field: string, message: string, ...params: Json[]): unknown =>
    errors.push(fieldError(field, message, [field, ...params]));
  const { username, email, firstName, lastName } = fields;
  if (username.length < 3 || username.length > 255) add('username', 'error-invalid-length', 3, 255);
  if (!USERNAME.test(username) || !LATIN_ONLY.test(username)) add('username', 'error-username-invalid-character');
  if (email !== undefined && email !== '') {
    if (!EMAIL.test(email)) add('email', 'error-invalid-email', email);
    if (email.length > 255) add('email', 'error-invalid-length-too-long', 255);
  }
  for (const [field, value] of [
    ['firstName', firstName],
    ['lastName', lastName],
  ] as const) {
    if (value === undefined || value === '') continue;
    if (value.length > 255) add(field, 'error-invalid-length-too-long', 255);
    if (!PERSON_NAME.test(value)) add(field, 'error-person-name-invalid-character');
  }
  const [first] = errors;
  if (first === undefined) return;
  if (errors.length === 1) throw first;
  throw new Refusal({ status: 400, body: { errors: errors.map((error) => error.reply.body ?? null) } });
}

/**
 * What the user profile lets through of the attributes that an administrator sends: declared ones, `locale` where the realm speaks
 * several languages, and everything under the policies ENABLED and ADMIN_EDIT. The rest is dropped without a word (measured: 201).
 */
export function acceptedAttributes(realm: Realm, given: Attributes): Attributes {
  const policy = realm.profile['unmanagedAttributePolicy'];
  const open = policy === 'ENABLED' || policy === 'ADMIN_EDIT';
  const declared = declaredAttributes(realm);
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, values]) => values.length > 0 && !ROOT_ATTRIBUTES.has(name) && (open || declared.has(name)),
    ),
  );
}

const ROOT_ATTRIBUTES: ReadonlySet<string> = new Set(['username', 'email', 'firstName', 'lastName']);

function declaredAttributes(realm: Realm): Set<string> {
  const attributes = realm.profile['attributes'];
  const names = new Set<string>(setting(realm, 'internationalizationEnabled') ? ['locale'] : []);
  for (const attribute of Array.isArray(attributes) ? attributes : []) {
    const name: unknown =
      typeof attribute === 'object' && attribute !== null ? Reflect.get(attribute, 'name') : undefined;
    if (typeof name === 'string') names.add(name);
  }
  return names;
}
