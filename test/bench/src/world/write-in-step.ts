import type { Store } from '@passerelle/store';
import { keycloakUser, forumUser } from './fill-stand-ins.ts';
import type { Contents, MadeObject } from './made-object.ts';
import { communityOf, coordinatorOf, membershipsOf, personOf } from './made-world.ts';
import { cloud, forum, identity } from './settings.ts';

const atOnce = 10_000;

/** The store's side of a world in which everything was done: what Passerelle made, and whom it knows there under which id. */
export async function writeInStep({ pool }: Store, contents: Contents): Promise<void> {
  await writeObjects({ pool }, contents.objects);
  for (let from = 1; from <= contents.people; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, contents.people - from + 1) }, (_, index) => from + index);
    const links = numbers.flatMap((n) => {
      const person = personOf(n);
      return [
        { target: identity, person, native: keycloakUser(n) },
        { target: cloud, person, native: person },
        { target: forum, person, native: forumUser(n) },
      ];
    });
    await pool.query(
      `insert into link (target, person, native, anchor, ownership)
       select target, person, native, person::text, 'made' from jsonb_to_recordset($1::jsonb) r(target text, person uuid, native text)`,
      [JSON.stringify(links)],
    );
    const memberships = numbers.flatMap((n) =>
      membershipsOf(n, contents).map(({ community, participation }) => ({
        person: personOf(n),
        community: communityOf(community),
        group: `${communityOf(community)}/participation:${participation}`,
      })),
    );
    await writeMemberships({ pool }, memberships);
  }
  const roles = Array.from({ length: contents.communities }, (_, index) => ({
    person: personOf(coordinatorOf(index + 1)),
    community: communityOf(index + 1),
    group: `${communityOf(index + 1)}/role:coordinateur`,
  }));
  await writeMemberships({ pool }, roles);
  // The marks are where they belong too.
  await pool.query(`update target set marked_epoch = (select epoch from instance)`);
  await pool.query('vacuum analyze');
}

async function writeMemberships(
  { pool }: Pick<Store, 'pool'>,
  rows: readonly { readonly person: string; readonly community: string; readonly group: string }[],
): Promise<void> {
  await pool.query(
    `insert into made_membership (target, community, person, group_key)
     select target, community, person, "group" from jsonb_to_recordset($1::jsonb) r(person uuid, community text, "group" text), unnest($2::text[]) target`,
    [JSON.stringify(rows), [identity, cloud, forum]],
  );
}

async function writeObjects({ pool }: Pick<Store, 'pool'>, objects: readonly MadeObject[]): Promise<void> {
  await pool.query(
    `insert into native_object (target, kind, key, community, name, native, label, ownership, state)
     select target, kind, key, community, name, native, label, 'made', 'live'
       from jsonb_to_recordset($1::jsonb) r(target text, kind text, key text, community text, name text, native text, label text)`,
    [JSON.stringify(objects)],
  );
  const grants = objects.flatMap((object) =>
    object.kind === 'group'
      ? []
      : object.grants.map((grant) => ({ target: object.target, space: object.key, ...grant })),
  );
  await pool.query(
    `insert into made_grant (target, space_key, group_key, level)
     select target, space, "group", level from jsonb_to_recordset($1::jsonb) r(target text, space text, "group" text, level text)`,
    [JSON.stringify(grants)],
  );
}
