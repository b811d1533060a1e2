import type { Pool } from 'pg';
import type { Platforms } from './platforms.ts';
import { realmName } from './realm.ts';
import type { Realm } from './stand-ins.ts';

/** Everything that a plan may have changed, with ids that differ from run to run replaced by what they stand for. Two worlds are equal when their pictures are. */
export interface Picture {
  readonly cloud: unknown;
  readonly identity: unknown;
  readonly ownership: unknown;
}

const byText = <T>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function pictureOfCloud({ nextcloud: { state } }: Platforms): unknown {
  return {
    accounts: byText(
      [...state.accounts.values()].map(({ uid, enabled, displayName, email, language, passwordHash }) => ({
        uid,
        enabled,
        displayName,
        email,
        language,
        hasPassword: passwordHash !== null,
      })),
    ),
    groups: byText(
      [...state.groups.values()].map(({ gid, displayName, members }) => ({
        gid,
        displayName,
        members: [...members].sort(),
      })),
    ),
    folders: byText(
      [...state.folders.values()].map(({ mountPoint, quota, acl, groups, manage }) => ({
        mountPoint,
        quota,
        acl,
        groups: byText(groups),
        manage,
      })),
    ),
    shares: byText(
      [...state.shares.values()].map(({ shareWith, path, permissions }) => ({ shareWith, path, permissions })),
    ),
    // Also those that were made and removed again.
    foldersEverMade: state.nextIds.folder,
  };
}

const pathOf = (realm: Realm, id: string): string => {
  const group = realm.groups.get(id);
  if (group === undefined) return `no such group: ${id}`;
  return `${group.parentId === undefined ? '' : pathOf(realm, group.parentId)}/${group.name}`;
};

const realmOf = ({ keycloak }: Platforms): Realm => {
  const realm = keycloak.realms.get(realmName);
  if (realm === undefined) throw new Error('the realm is gone');
  return realm;
};

function pictureOfIdentity(platforms: Platforms): unknown {
  const realm = realmOf(platforms);
  return {
    users: byText(
      realm.users
        .all()
        .filter(({ serviceAccountOf }) => serviceAccountOf === undefined)
        .map(({ username, email, firstName, lastName, enabled, attributes, groups }) => ({
          username,
          email,
          firstName,
          lastName,
          enabled,
          attributes,
          groups: groups.map((id) => pathOf(realm, id)).sort(),
        })),
    ),
    groups: byText(
      [...realm.groups.values()].map(({ id, attributes: { passerelle_mark: _, ...attributes } }) => ({
        path: pathOf(realm, id),
        attributes,
      })),
    ),
  };
}

/** What Passerelle believes to own, each with the object that it names on its platform. */
async function pictureOfOwnership(pool: Pool, platforms: Platforms): Promise<unknown> {
  const realm = realmOf(platforms);
  const { state } = platforms.nextcloud;
  const named = (target: string, kind: string, native: string | null): string => {
    if (native === null) return 'not made';
    if (target === 'identity') {
      if (kind === 'account') {
        const user = realm.users.get(native);
        return user === undefined
          ? `gone: ${native}`
          : `user of ${user.attributes['passerelle_id']?.join() ?? 'nobody'}`;
      }
      return pathOf(realm, native);
    }
    if (kind === 'account') return state.accounts.has(native.toLowerCase()) ? native : `gone: ${native}`;
    if (kind === 'group') return state.groups.has(native) ? native : `gone: ${native}`;
    return state.folders.get(Number(native))?.mountPoint ?? `gone: ${native}`;
  };
  const links = await pool.query<{ target: string; person: string; native: string; ownership: string; state: string }>(
    `select target, person, native, ownership, state from link order by target, person, native`,
  );
  const objects = await pool.query<{ target: string; kind: string; key: string; native: string | null }>(
    `select target, kind, key, name, native, label, ownership, state from native_object order by target, kind, key`,
  );
  const memberships = await pool.query<object>(
    `select target, community, person, group_key from made_membership order by target, community, person, group_key`,
  );
  const grants = await pool.query<object>(
    `select target, space_key, group_key, level from made_grant order by target, space_key, group_key`,
  );
  return {
    links: links.rows.map((row) => ({ ...row, native: named(row.target, 'account', row.native) })),
    objects: objects.rows.map((row) => ({ ...row, native: named(row.target, row.kind, row.native) })),
    memberships: memberships.rows,
    grants: grants.rows,
  };
}

export const pictureOf = async (pool: Pool, platforms: Platforms): Promise<Picture> => ({
  cloud: pictureOfCloud(platforms),
  identity: pictureOfIdentity(platforms),
  ownership: await pictureOfOwnership(pool, platforms),
});
