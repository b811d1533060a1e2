import type { DesiredAccount, Language, PersonId, SourceId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';
import { cursor } from './streams.ts';

interface Row {
  readonly id: PersonId;
  readonly state: 'active' | 'suspended' | 'departed';
  readonly given_name: string;
  readonly family_name: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly preferred_language: Language;
  readonly login: string | null;
  readonly external_id: string | null;
}

const covers = (claim: string, today: string): string =>
  `${claim}.recorded_until = 'infinity' and ${today} >= ${claim}.from_date and (${claim}.until_date is null or ${today} <= ${claim}.until_date)`;

/** Days are compared in the community's zone, as the model's `coversDay` does. */
const todayIn = (community: string): string => `($1::timestamptz at time zone ${community}.zone)::date`;

/** Somebody stands in a working group only while they stand in every community above it. */
const standsAbove = `
  not exists (
    with recursive above as (
      select c.parent as id where c.parent is not null
      union all
      select up.parent from above join community up on up.id = above.id and up.recorded_until = 'infinity' where up.parent is not null)
    select from above
     where not exists (
       select from membership pm join community pc on pc.id = pm.community and pc.recorded_until = 'infinity'
        where pm.person = p.id and pm.community = above.id and ${covers('pm', todayIn('pc'))}))`;

/** Which day it is, is asked once for each community: asked for each membership it would cost more than all the rest. */
const sql = `
  with place as materialized (
    select c.id, c.parent, ${todayIn('c')} as today,
           $2::text is null or exists (select from jsonb_each_text(c.tools) t where t.value = $2 and t.key = any($4)) as counts
      from community c where c.recorded_until = 'infinity')
  select p.id, p.state, n.given_name, n.family_name, n.display_name, n.email, n.preferred_language, r.login, r.external_id
    from person p
    join person_name n on n.person = p.id
    left join lateral (select login, external_id from person_record where person = p.id and gone_at is null and source = any($5) order by source limit 1) r on true
   where p.state <> 'departed' and ($3::uuid[] is null or p.id = any($3))
     and exists (
       select from membership m join place c on c.id = m.community and c.counts
        where m.person = p.id and ${covers('m', 'c.today')} and (c.parent is null or ${standsAbove}))
   order by p.id`;

export interface DesiredAccountsQuestion {
  readonly target: EngineTarget;
  readonly at: number;
  /** Null: everybody. */
  readonly people: readonly PersonId[] | null;
  /** Sources whose people have accounts with the identity side. */
  readonly directories: readonly SourceId[];
}

/** Who must have an account on a target at an instant, in the order of ids: nobody where there are none. Suspended people keep theirs, disabled. */
export async function* desiredAccounts(
  client: PoolClient,
  { target, at, people, directories }: DesiredAccountsQuestion,
): AsyncGenerator<DesiredAccount> {
  const { manifest, accountMode } = target;
  if (!manifest.kinds.includes('account')) return;
  const params = [new Date(at), manifest.identity ? null : target.id, people, manifest.tools, directories];
  const ofRow = (row: Row): DesiredAccount => ({
    kind: 'account',
    person: row.id,
    enabled: row.state === 'active',
    profile: {
      displayName: row.display_name,
      givenName: row.given_name,
      familyName: row.family_name,
      email: row.email,
      language: row.preferred_language,
    },
    mode: row.external_id === null ? accountMode.local : accountMode.directory,
    hint: row.external_id === null ? null : { login: row.login, anchor: row.external_id },
  });
  for await (const rows of cursor<Row>(client, sql, params)) {
    for (const row of rows) yield ofRow(row);
  }
}
