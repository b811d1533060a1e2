import type { Namesake, PlanInput } from '@passerelle/plan';
import type { PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';

const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/** Accounts that no link names and that seem to be somebody's who has none yet; by our mark first, then by address. */
async function accountNamesakes(client: PoolClient, target: string): Promise<Map<PersonId, Namesake>> {
  const { rows } = await client.query<{ person: PersonId; native: string; because: 'same-anchor' | 'same-email' }>(
    // Two joins by one equality each: one join by either would compare every account with every person.
    `with stranger as materialized (
       select o.a as native, o.data->>'anchor' as anchor, lower(o.data#>>'{profile,email}') as email from observed o
        where o.target = $1 and o.kind = 'account' and not o.data ? 'gone'
          and not exists (select from link l where l.target = $1 and l.native = o.a)),
     like_us as (
       select p.id as person, s.native, 'same-anchor' as because from stranger s join person p on p.id::text = s.anchor
       union all
       select n.person, s.native, 'same-email' from stranger s join person_name n on n.email_folded = s.email)
     select distinct on (person) person, native, because from like_us u
      where not exists (select from link l where l.target = $1 and l.person = u.person and l.state = 'live')
      order by person, because`,
    [target],
  );
  return new Map(rows.map(({ person, native, because }) => [person, { kind: 'account', native, because }]));
}

/** Groups and spaces on the platform that are not ours, by what they are called there. */
async function foreignObjects(client: PoolClient, target: string): Promise<Map<string, Namesake>> {
  const { rows } = await client.query<{ kind: 'group' | 'space'; native: string; label: string; tool: string }>(
    `select o.kind, o.a as native, o.data->>'label' as label, o.b as tool
       from observed o
      where o.target = $1 and o.kind in ('group', 'space') and not o.data ? 'gone'
        and not exists (select from native_object n where n.target = $1 and n.kind = o.kind and n.native = o.a)
        -- Made by an attempt of ours that died before it could say so.
        and not exists (
          select from native_object n join operation p on p.target = n.target and p.kind = n.kind and p.key = n.key and p.verb = 'create' and (p.uncertain or p.state = 'running')
           where n.target = $1 and n.kind = o.kind and n.state = 'reserved' and n.name in (o.a, o.data->>'label'))`,
    [target],
  );
  const found = new Map<string, Namesake>();
  for (const { kind, native, label, tool } of rows) {
    for (const name of [native, label])
      found.set(`${kind}/${kind === 'space' ? tool : ''}/${fold(name)}`, { kind, native, because: 'same-name' });
  }
  return found;
}

/** Something of that name, mark or address that is there and not ours: never taken over without a person's yes. */
export async function namesakes(client: PoolClient, target: string): Promise<PlanInput['namesake']> {
  const accounts = await accountNamesakes(client, target);
  const objects = await foreignObjects(client, target);
  return (wanted) => {
    if (wanted.kind === 'account') return accounts.get(wanted.account.person) ?? null;
    return (
      objects.get(`${wanted.kind}/${wanted.kind === 'space' ? (wanted.tool ?? '') : ''}/${fold(wanted.name)}`) ?? null
    );
  };
}

/**
 * Of people whose accounts the identity side makes: whether theirs was seen. Known by the directory's id, never by an address or a login.
 * @param looked whether the reading that this plan stands on looked for everybody who is awaited
 */
export async function identitySide(
  client: PoolClient,
  target: string,
  looked: boolean,
): Promise<NonNullable<PlanInput['identitySide']>> {
  const { rows } = await client.query<{ anchor: string }>(
    `select o.data->>'anchor' as anchor from observed o
      where o.target = $1 and o.kind = 'account' and not o.data ? 'gone' and (o.data->>'federated')::boolean and o.data->>'anchor' is not null
        and not exists (select from link l where l.target = $1 and l.native = o.a)`,
    [target],
  );
  const seen = new Set(rows.map(({ anchor }) => anchor));
  return ({ hint }) => (hint !== null && seen.has(hint.anchor) ? 'there' : looked ? 'absent' : 'unknown');
}
