import type { KnownCommunity, KnownEntry } from '@passerelle/plan';
import type { CommunityId, SpaceKey } from '@passerelle/model';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';
import { ByCommunity, cursor } from './streams.ts';

interface EntryRow {
  readonly community: string;
  readonly space_key: SpaceKey;
  readonly entry: string;
  readonly native: string | null;
  readonly digest: string | null;
  readonly intact: boolean | null;
  readonly made: string | null;
}
interface ReadRow {
  readonly community: string;
  readonly space_key: SpaceKey;
}

/** What bears our mark, and what we wrote. What members added by hand has no id of ours, and is left out. */
const entries = `
  select coalesce(o.community, m.community) as community, coalesce(o.space_key, m.space_key) as space_key, coalesce(o.entry, m.entry) as entry,
         o.native, o.digest, o.intact, m.digest as made
    from (select community, space_key, entry, digest from made_entry where target = $1 and ($2::text[] is null or community = any($2))) m
    full join (
      select s.community, s.key as space_key, (o.data->>'entry') collate "C" as entry, o.b as native, o.data->>'digest' as digest,
             (o.data->>'intact')::boolean as intact
        from observed o
        join native_object s on s.target = o.target and s.kind = 'space' and s.native = o.a and s.state = 'live'
       where o.target = $1 and o.kind = 'entry' and not o.data ? 'gone' and o.data->>'entry' is not null
         and ($2::text[] is null or s.community = any($2))) o
      on o.community = m.community and o.space_key = m.space_key and o.entry = m.entry
   order by 1, 2, 3, 4`;

const read = `
  select s.community, s.key as space_key
    from native_object s
    join observed_container c on c.target = s.target and c.container = 'entries:' || s.native and c.state = 'complete'
   where s.target = $1 and s.kind = 'space' and s.state = 'live' and ($2::text[] is null or s.community = any($2))
   order by 1, 2`;

/** What is known of the entries of communities on a target, a community at a time. Ask in ascending order. */
export class KnownEntries {
  readonly #entries: ByCommunity<EntryRow>;
  readonly #read: ByCommunity<ReadRow>;

  constructor(client: PoolClient, { id }: Pick<EngineTarget, 'id'>, only: readonly CommunityId[] | null) {
    this.#entries = new ByCommunity(cursor<EntryRow>(client, entries, [id, only]));
    this.#read = new ByCommunity(cursor<ReadRow>(client, read, [id, only]));
  }

  /** The communities of the next rows; null at the end. */
  async next(): Promise<readonly (string | null)[]> {
    return [await this.#entries.next(), await this.#read.next()];
  }

  async take(community: string): Promise<Required<Pick<KnownCommunity, 'entries' | 'entriesRead'>>> {
    const rows = await this.#entries.take(community);
    const spaces = await this.#read.take(community);
    return { entries: rows.map(entryOf), entriesRead: spaces.map(({ space_key: space }) => space) };
  }

  async close(): Promise<void> {
    await this.#entries.close();
    await this.#read.close();
  }
}

const entryOf = ({ space_key: space, entry, native, digest, intact, made }: EntryRow): KnownEntry => ({
  space,
  entry,
  native,
  digest,
  intact: intact ?? true,
  made,
});
