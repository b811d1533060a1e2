import type { OwnershipRecord } from '@passerelle/plan';
import type { PoolClient } from 'pg';

/** What is there and wanted becomes ours; what was ours, is gone and not wanted, is forgotten. No call to the platform. */
export async function writeRecords(
  client: PoolClient,
  target: string,
  recognised: readonly OwnershipRecord[],
  forgotten: readonly OwnershipRecord[],
): Promise<void> {
  const of = (records: readonly OwnershipRecord[], kind: OwnershipRecord['kind']): string =>
    JSON.stringify(records.filter((record) => record.kind === kind));
  if (recognised.length > 0) {
    await client.query(
      `insert into made_membership (target, community, person, group_key)
       select $1, community, person, "group" from jsonb_to_recordset($2::jsonb) as r(community text, person uuid, "group" text) on conflict do nothing`,
      [target, of(recognised, 'membership')],
    );
    await client.query(
      `insert into made_grant (target, space_key, group_key, level)
       select $1, space, "group", level from jsonb_to_recordset($2::jsonb) as r(space text, "group" text, level text)
       on conflict (target, space_key, group_key) do update set level = excluded.level`,
      [target, of(recognised, 'grant')],
    );
  }
  if (recognised.some(({ kind }) => kind === 'grant-for')) {
    await client.query(
      `insert into made_person_grant (target, community, person, space_key, level)
       select $1, community, person, space, level from jsonb_to_recordset($2::jsonb) as r(community text, person uuid, space text, level text)
       on conflict (target, community, person, space_key) do update set level = excluded.level`,
      [target, of(recognised, 'grant-for')],
    );
  }
  if (recognised.some(({ kind }) => kind === 'entry')) {
    await client.query(
      `insert into made_entry (target, community, space_key, entry, digest)
       select $1, community, space, entry, digest from jsonb_to_recordset($2::jsonb) as r(community text, space text, entry text, digest text)
       on conflict (target, community, space_key, entry) do update set digest = excluded.digest`,
      [target, of(recognised, 'entry')],
    );
  }
  if (forgotten.some(({ kind }) => kind === 'entry')) {
    await client.query(
      `delete from made_entry m using jsonb_to_recordset($2::jsonb) as r(community text, space text, entry text)
        where m.target = $1 and m.community = r.community and m.space_key = r.space and m.entry = r.entry`,
      [target, of(forgotten, 'entry')],
    );
  }
  if (forgotten.some(({ kind }) => kind === 'grant-for')) {
    await client.query(
      `delete from made_person_grant m using jsonb_to_recordset($2::jsonb) as r(community text, person uuid, space text)
        where m.target = $1 and m.community = r.community and m.person = r.person and m.space_key = r.space`,
      [target, of(forgotten, 'grant-for')],
    );
  }
  if (forgotten.length > 0) {
    await client.query(
      `delete from made_membership m using jsonb_to_recordset($2::jsonb) as r(community text, person uuid, "group" text)
        where m.target = $1 and m.community = r.community and m.person = r.person and m.group_key = r."group"`,
      [target, of(forgotten, 'membership')],
    );
    await client.query(
      `delete from made_grant m using jsonb_to_recordset($2::jsonb) as r(space text, "group" text)
        where m.target = $1 and m.space_key = r.space and m.group_key = r."group"`,
      [target, of(forgotten, 'grant')],
    );
  }
}
