import type { Engine } from '@passerelle/engine';
import type { PersonId } from '@passerelle/model';

export interface ObservedAccount {
  readonly target: string;
  /** Null: no account is known there. */
  readonly native: string | null;
  readonly login: string | null;
  /** `unread`: the accounts there were never read completely. */
  readonly state: 'enabled' | 'disabled' | 'absent' | 'unlinked' | 'unread';
  readonly since: Date | null;
}

/** The accounts of a person as each platform was last seen to tell them. */
export async function observedAccounts(
  { store, targets }: Engine,
  person: PersonId,
): Promise<readonly ObservedAccount[]> {
  const { rows } = await store.pool.query<{
    target: string;
    native: string | null;
    login: string | null;
    enabled: boolean | null;
    read: boolean;
    since: Date | null;
  }>(
    `select t.id as target, l.native, l.since, o.data->>'login' as login, (o.data->>'enabled')::boolean as enabled,
            exists (select from observed_container c where c.target = t.id and c.container = 'accounts' and c.state = 'complete') as read
       from target t left join link l on l.target = t.id and l.person = $1 and l.state = 'live'
       left join observed o on o.target = l.target and o.kind = 'account' and o.a = l.native and not o.data ? 'gone'
      where t.id = any($2) order by t.id collate "C"`,
    [person, [...targets.values()].filter(({ manifest }) => manifest.kinds.includes('account')).map(({ id }) => id)],
  );
  return rows.map(({ enabled, read, ...row }) => {
    const seen = enabled === null ? (read ? 'absent' : 'unread') : enabled ? 'enabled' : 'disabled';
    return { ...row, state: row.native === null ? 'unlinked' : seen };
  });
}
