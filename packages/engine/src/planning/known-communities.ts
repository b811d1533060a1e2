import type { KnownCommunity, KnownGrant, KnownGroup, KnownSpace } from '@passerelle/plan';
import type { CommunityId, GroupKey, Level, SpaceKey } from '@passerelle/model';
import { deriveName, foldName, labelOfName, type Manifest } from '@passerelle/connector-kit';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';
import { KnownEntries } from './known-entries.ts';
import { KnownPersonGrants } from './known-person-grants.ts';
import { KnownMemberships } from './known-memberships.ts';
import { ByCommunity, cursor } from './streams.ts';

interface ObjectRow {
  readonly community: string;
  readonly kind: 'group' | 'space';
  readonly key: string;
  readonly name: string;
  readonly native: string | null;
  readonly label: string;
  readonly state: 'reserved' | 'live';
  /** Label as the platform shows it; null when it was not seen there. */
  readonly seen: string | null;
  readonly list_read: boolean;
  readonly inside_read: boolean;
}
interface GrantRow {
  readonly community: string;
  readonly space_key: SpaceKey;
  readonly group_key: GroupKey;
  readonly level: Level | 'other' | null;
  readonly detail: string | null;
  readonly made: Level | null;
}
const columns = (community: string): string => `
  select ${community} as community, n.kind, n.key, n.name, n.native, n.label, n.state, o.data->>'label' as seen,
         exists (select from observed_container c where c.target = n.target and c.state = 'complete'
                  and c.container = case n.kind when 'group' then 'groups' else 'spaces:' || split_part(n.key, '/', 2) end) as list_read,
         exists (select from observed_container c where c.target = n.target and c.state = 'complete'
                  and c.container = case n.kind when 'group' then 'members:' else 'grants:' end || n.native) as inside_read`;

const objects = `
  ${columns('n.community')}
    from native_object n
    left join observed o on o.target = n.target and o.kind = n.kind and o.a = n.native and not o.data ? 'gone'
   where n.target = $1 and n.state <> 'retired' and ($2::text[] is null or n.community = any($2))
   order by n.community, n.kind, n.key`;

/** Of working groups: the spaces of their parent community, and those in which their groups were given something when they had another one. */
const around = `
  ${columns('inside.community')}
    from (
      select c.id as community, p.key
        from community c join native_object p on p.target = $1 and p.kind = 'space' and p.community = c.parent and p.state <> 'retired'
       where c.recorded_until = 'infinity' and split_part(p.key, '/', 3) = 'main'
      union
      select split_part(group_key, '/', 1) collate "C", space_key from made_grant
       where target = $1 and split_part(group_key, '/', 1) <> split_part(space_key, '/', 1)) inside
    join native_object n on n.target = $1 and n.kind = 'space' and n.key = inside.key and n.state <> 'retired'
    left join observed o on o.target = n.target and o.kind = n.kind and o.a = n.native and not o.data ? 'gone'
   where $2::text[] is null or inside.community = any($2)
   order by inside.community, n.key`;

/** By the community of the group: what its groups have in its own spaces, and in those of the community that it is part of. */
const grants = `
  select coalesce(o.community, m.community) as community, coalesce(o.space_key, m.space_key) as space_key, coalesce(o.group_key, m.group_key) as group_key,
         o.level, o.detail, m.level as made
    from (select split_part(group_key, '/', 1) collate "C" as community, space_key, group_key, level from made_grant
           where target = $1 and ($2::text[] is null or split_part(group_key, '/', 1) = any($2))) m
    full join (
      select g.community, s.key as space_key, g.key as group_key, o.data->>'level' as level, o.data->>'detail' as detail
        from observed o
        join native_object s on s.target = o.target and s.kind = 'space' and s.native = o.a and s.state = 'live'
        join native_object g on g.target = o.target and g.kind = 'group' and g.native = o.b and g.state = 'live'
       where o.target = $1 and o.kind = 'grant' and not o.data ? 'gone' and ($2::text[] is null or g.community = any($2))) o
      on o.space_key = m.space_key and o.group_key = m.group_key
   order by 1, 2, 3`;

function presenceOf(row: ObjectRow): KnownGroup['presence'] {
  if (row.native === null) return row.list_read ? 'absent' : 'unknown';
  return row.seen !== null ? 'present' : row.list_read ? 'absent' : 'unknown';
}

/** A platform may show a label in its own spelling (no slash, other dashes): what it makes of the label that we gave is that label. */
function shownLabel({ kind, label, seen }: ObjectRow, { space }: Manifest['naming']): string {
  if (seen === null || seen === label) return label;
  if (kind === 'group') return seen;
  const shown = labelOfName(seen, space);
  const isOurs = shown === labelOfName(foldName(label, space), space) || seen === deriveName(label, space, () => false);
  return isOurs ? label : seen;
}

const groupOf = (row: ObjectRow, naming: Manifest['naming']): KnownGroup => ({
  group: row.key as GroupKey,
  name: row.name,
  native: row.native,
  label: shownLabel(row, naming),
  presence: presenceOf(row),
  membersRead: row.inside_read ? 'complete' : 'partial',
});

const grantOf = (row: GrantRow): KnownGrant => ({
  group: row.group_key,
  level: row.level,
  detail: row.detail ?? '',
  made: row.made,
});

const spaceOf = (row: ObjectRow, rows: readonly GrantRow[], naming: Manifest['naming']): KnownSpace => ({
  space: row.key as SpaceKey,
  name: row.name,
  native: row.native,
  label: shownLabel(row, naming),
  presence: presenceOf(row),
  grantsRead: row.inside_read ? 'complete' : 'partial',
  grants: rows.filter((grant) => grant.space_key === row.key).map(grantOf),
});

/** What is known of communities on a target, in the order of their slugs: ordered streams, cut at the same places. */
export async function* knownCommunities(
  client: PoolClient,
  { id: target, manifest: { naming, grantsTo, insideNeeds, entries: holds } }: Pick<EngineTarget, 'id' | 'manifest'>,
  only: readonly CommunityId[] | null,
): AsyncGenerator<KnownCommunity> {
  const params = [target, only];
  const streams = {
    objects: new ByCommunity(cursor<ObjectRow>(client, objects, params)),
    grants: new ByCommunity(cursor<GrantRow>(client, grants, params)),
  };
  const members = await KnownMemberships.open(client, target, only);
  const outer = insideNeeds === undefined ? null : new ByCommunity(cursor<ObjectRow>(client, around, params));
  const people = grantsTo === 'people' ? new KnownPersonGrants(client, { id: target }, only) : null;
  const entries = holds === undefined ? null : new KnownEntries(client, { id: target }, only);
  try {
    for (;;) {
      const heads = [
        ...((await entries?.next()) ?? []),
        ...((await people?.next()) ?? []),
        (await outer?.next()) ?? null,
        await streams.objects.next(),
        ...(await members.next()),
        await streams.grants.next(),
      ];
      const community = heads.filter((head) => head !== null).sort()[0];
      if (community === undefined) return;
      const objectRows = await streams.objects.take(community);
      const grantRows = await streams.grants.take(community);
      yield {
        community: community as CommunityId,
        groups: objectRows.filter((row) => row.kind === 'group').map((row) => groupOf(row, naming)),
        spaces: objectRows.filter((row) => row.kind === 'space').map((row) => spaceOf(row, grantRows, naming)),
        ...(await members.take(community)),
        ...(outer === null
          ? {}
          : { around: (await outer.take(community)).map((row) => spaceOf(row, grantRows, naming)) }),
        ...(await people?.take(community)),
        ...(await entries?.take(community)),
      };
    }
  } finally {
    for (const stream of Object.values(streams)) await stream.close();
    await members.close();
    await people?.close();
    await entries?.close();
    await outer?.close();
  }
}
