import type { Engine } from '@passerelle/engine';
import type { CommunityId, GroupKey, NativeId, PersonId, SpaceKey, TargetId } from '@passerelle/model';

/** What a person and a community are called on one platform. */
export interface Natives {
  /** Null: the person has no account there that Passerelle knows. */
  readonly account: NativeId | null;
  readonly groups: ReadonlyMap<NativeId, { readonly key: GroupKey; readonly label: string }>;
  readonly spaces: ReadonlyMap<NativeId, { readonly key: SpaceKey; readonly label: string }>;
}

/** By platform; every one that has something of this community. */
export async function nativesOf(
  { store: { pool } }: Engine,
  { person, community }: { readonly person: PersonId; readonly community: CommunityId },
): Promise<ReadonlyMap<TargetId, Natives>> {
  const objects = await pool.query<
    { target: TargetId; native: NativeId; label: string } & (
      { kind: 'group'; key: GroupKey } | { kind: 'space'; key: SpaceKey }
    )
  >(
    `select target, kind, key, native, label from native_object
      where community = $1 and kind in ('group', 'space') and state = 'live' and native is not null order by target, key`,
    [community],
  );
  const links = await pool.query<{ target: TargetId; native: NativeId }>(
    `select target, native from link where person = $1 and state = 'live'`,
    [person],
  );
  const accounts = new Map(links.rows.map(({ target, native }) => [target, native]));
  const targets = new Set(objects.rows.map(({ target }) => target));
  return new Map(
    Array.from(targets, (target) => {
      const here = objects.rows.filter((row) => row.target === target);
      const groups = here.flatMap((row) => (row.kind === 'group' ? [row] : []));
      const spaces = here.flatMap((row) => (row.kind === 'space' ? [row] : []));
      return [
        target,
        {
          account: accounts.get(target) ?? null,
          groups: new Map(groups.map(({ native, key, label }) => [native, { key, label }])),
          spaces: new Map(spaces.map(({ native, key, label }) => [native, { key, label }])),
        },
      ];
    }),
  );
}
