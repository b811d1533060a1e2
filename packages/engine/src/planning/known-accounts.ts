import type { KnownAccount } from '@passerelle/plan';
import type { ObservedAccount, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import { digestOf } from './address-digest.ts';
import { cursor } from './streams.ts';

/** What is known of linked accounts on a target, in the order of people's ids. */
export async function* knownAccounts(
  client: PoolClient,
  target: string,
  people: readonly PersonId[] | null,
): AsyncGenerator<KnownAccount> {
  const read = await client.query(
    `select from observed_container where target = $1 and container = 'accounts' and state = 'complete'`,
    [target],
  );
  const complete = read.rowCount === 1;
  const batches = cursor<{
    person: PersonId;
    native: string;
    ownership: 'made' | 'adopted' | 'linked';
    disabled_by_us: boolean;
    address_moved: boolean | null;
    data: Omit<ObservedAccount, 'kind' | 'native'> | null;
  }>(
    client,
    `select l.person, l.native, l.ownership, l.disabled_by_us, o.data,
              l.address_given <> ${digestOf(`o.data->'profile'->>'email'`)} as address_moved
       from link l left join observed o on o.target = l.target and o.kind = 'account' and o.a = l.native and not o.data ? 'gone'
      where l.target = $1 and l.state = 'live' and ($2::uuid[] is null or l.person = any($2))
      order by l.person`,
    [target, people],
  );
  for await (const rows of batches) {
    for (const { person, native, ownership, disabled_by_us: disabledByUs, address_moved: moved, data } of rows) {
      const observed =
        data !== null ? { kind: 'account' as const, native, ...data } : complete ? null : ('unknown' as const);
      yield { person, native, ownership, observed, disabledByUs, ...(moved === null ? {} : { addressMoved: moved }) };
    }
  }
}
