import type pg from 'pg';
import type { PresentRecord } from './source-record.ts';
import { claimsText, fieldsDigestBytes, idText, standingDigest } from './staged-row.ts';

/**
 * People who are there and whose entry was not read: those whose standing is another one are staged with what is known of them otherwise.
 * Returns how many of them are not known here at all, whose entries would have to be read.
 */
export async function stagePresent(
  client: pg.PoolClient,
  source: string,
  chunk: readonly PresentRecord[],
  before: number,
): Promise<number> {
  const { rows } = await client.query<{ unread: number }>(
    `with told as (
       select * from unnest($2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[])
         with ordinality as t (id, standing, active, memberships, assignments, i)
     ), known as (
       -- One look at the index for each, as for records.
       select t.*, t.i::int + $7 as n, r.person, r.login, r.digest,
         coalesce(substring(r.digest from $8 + 1) = decode(t.standing, 'hex'), false) as same
       from told t left join lateral (
         select person, login, digest from person_record r where r.source = $1 and r.external_id = t.id and r.gone_at is null limit 1) r on true
     ), kept as (
       insert into seen (n, external_id, same) select n, id, same from known where person is not null
     ), moved as (
       insert into staged (n, external_id, place, login, given_name, family_name, display_name, email, email_folded, preferred_language,
         organization, phone_number, search, active, memberships, assignments, digest)
       select k.n, k.id, k.id, k.login, p.given_name, p.family_name, p.display_name, p.email, p.email_folded, p.preferred_language,
         p.organization, p.phone_number, p.search, k.active, k.memberships::jsonb, k.assignments::jsonb,
         substring(k.digest from 1 for $8) || decode(k.standing, 'hex')
       from known k join person_name p on p.person = k.person where not k.same
     )
     select count(*)::int as unread from known where person is null`,
    [
      source,
      chunk.map(({ externalId }) => idText(externalId)),
      chunk.map(standingDigest),
      chunk.map(({ active }) => active),
      chunk.map(({ memberships }) => claimsText(memberships)),
      chunk.map(({ assignments }) => claimsText(assignments)),
      before,
      fieldsDigestBytes,
    ],
  );
  return rows[0]?.unread ?? 0;
}
