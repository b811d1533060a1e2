/** Branded identifiers: two kinds of id can never be mixed up. They are made at the borders (zod) and nowhere else. */
declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** A person, for ever: a lower-case UUID. The claim `passerelle_id` carries it on every platform. */
export type PersonId = Branded<string, 'PersonId'>;
/** A community, for ever: its slug (`[a-z0-9-]`, 2–32 characters). Labels change, slugs never do and are never used again. */
export type CommunityId = Branded<string, 'CommunityId'>;
/** A configured platform, as named in the configuration: `nextcloud`, `keycloak`, `nextcloud-hospital`. */
export type TargetId = Branded<string, 'TargetId'>;
/** A configured source of people: `ldap`, `externals`. */
export type SourceId = Branded<string, 'SourceId'>;
/** A built-in role, or one that a community added: `[a-z0-9-]`. */
export type RoleId = Branded<string, 'RoleId'>;
/** A membership or an assignment, over all its versions. */
export type ClaimId = Branded<string, 'ClaimId'>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const slug = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/;
const name = /^[a-z0-9](?:[a-z0-9-]{0,62})$/;

export class InvalidId extends Error {
  readonly kind: string;
  readonly value: string;
  constructor(kind: string, value: string) {
    super(`not a ${kind}: ${JSON.stringify(value)}`);
    this.name = 'InvalidId';
    this.kind = kind;
    this.value = value;
  }
}

function check<T extends string>(kind: string, pattern: RegExp, value: string): Branded<string, T> {
  if (!pattern.test(value)) throw new InvalidId(kind, value);
  return value as Branded<string, T>;
}

export const isPersonId = (value: string): value is PersonId => uuid.test(value);
export const isCommunityId = (value: string): value is CommunityId => slug.test(value);
export const isRoleId = (value: string): value is RoleId => slug.test(value);

/** @throws InvalidId */
export const personId = (value: string): PersonId => check('person id', uuid, value.toLowerCase());
/** @throws InvalidId */
export const communityId = (value: string): CommunityId => check('community slug', slug, value);
/** @throws InvalidId */
export const roleId = (value: string): RoleId => check('role', slug, value);
/** @throws InvalidId */
export const targetId = (value: string): TargetId => check('target name', name, value);
/** @throws InvalidId */
export const sourceId = (value: string): SourceId => check('source name', name, value);
/** @throws InvalidId */
export const claimId = (value: string): ClaimId => check('claim id', uuid, value.toLowerCase());
