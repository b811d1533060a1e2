import type { PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';
import type { PlanScope } from './unplanned.ts';

/**
 * A targeted plan looks at the accounts of the people that it is about, and at whole communities. Of the others there, those who have no account (the
 * identity side has not made it, they have no address, another plan has not come to them) are known by this: changes for them could only be cancelled.
 */
export async function accountless(
  client: PoolClient,
  target: EngineTarget,
  scope: PlanScope | undefined,
): Promise<(person: PersonId) => boolean> {
  if (scope === undefined || !target.manifest.kinds.includes('account')) return () => false;
  const { rows } = await client.query<{ person: PersonId }>(
    `select distinct m.person from membership m
      where m.recorded_until = 'infinity' and m.community = any($2) and m.person <> all($3::uuid[])
        and not exists (select from link l where l.target = $1 and l.person = m.person and l.state = 'live')`,
    [target.id, scope.communities, scope.people],
  );
  const without = new Set(rows.map(({ person }) => person));
  return (person) => without.has(person);
}
