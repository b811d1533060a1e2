import type { KnownCommunity, KnownMembership } from '@passerelle/plan';
import type { CommunityId, GroupKey, NativeId, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import { ByCommunity, cursor } from './streams.ts';

/** All that is ours in a community in one text: that many rows cost less to read than one row each. See `madeOf`. */
interface MadeRow {
  readonly community: string;
  readonly members: string;
}
interface SeenRow {
  readonly community: string;
  readonly group_key: GroupKey;
  /** Null: nobody is in it. */
  readonly accounts: readonly NativeId[] | null;
}

/** In the order of the primary key: nothing is sorted. */
const made = `
  select community, string_agg(person || substr(group_key, length(community) + 2), E'\\n' order by person, group_key) as members
    from made_membership where target = $1 and ($2::text[] is null or community = any($2)) group by community order by community`;

/** Group by group along the primary key: of the accounts themselves nothing is sorted or joined, and whose they are is looked up here. */
const seen = `
  select n.community, n.key as group_key,
         (select json_agg(o.b) from observed o where o.target = $1 and o.kind = 'membership' and o.a = n.native and not o.data ? 'gone') as accounts
    from native_object n
   where n.target = $1 and n.kind = 'group' and n.state = 'live' and ($2::text[] is null or n.community = any($2))
   order by n.community, n.key`;

const allLinks = `select native, person from link where target = $1 and state = 'live' and $2::text[] is null`;

const linksOfSome = `
  select distinct l.native, l.person
    from native_object n
    join observed o on o.target = n.target and o.kind = 'membership' and o.a = n.native
    join link l on l.target = o.target and l.native = o.b and l.state = 'live'
   where n.target = $1 and n.kind = 'group' and n.state = 'live' and n.community = any($2)`;

type Known = Pick<KnownCommunity, 'memberships' | 'strangers'>;
type Mutable = { -readonly [Name in keyof KnownMembership]: KnownMembership[Name] };
type ByGroup = Map<GroupKey, Map<PersonId, Mutable>>;

/**
 * Who is in the groups of a target, and whom Passerelle put there, a community at a time. Ask in ascending order.
 * Whose each account is lies in memory: it is as large as the people there, not as what they are in.
 */
export class KnownMemberships {
  readonly #client: PoolClient;
  readonly #target: string;
  readonly #owners: ReadonlyMap<NativeId, PersonId>;
  readonly #made: ByCommunity<MadeRow>;
  readonly #seen: ByCommunity<SeenRow>;

  private constructor(
    client: PoolClient,
    target: string,
    {
      owners,
      only,
    }: { readonly owners: ReadonlyMap<NativeId, PersonId>; readonly only: readonly CommunityId[] | null },
  ) {
    this.#client = client;
    this.#target = target;
    this.#owners = owners;
    this.#made = new ByCommunity(cursor<MadeRow>(client, made, [target, only], 50));
    this.#seen = new ByCommunity(cursor<SeenRow>(client, seen, [target, only], 200));
  }

  static async open(
    client: PoolClient,
    target: string,
    only: readonly CommunityId[] | null,
  ): Promise<KnownMemberships> {
    const owners = new Map<NativeId, PersonId>();
    const links = only === null ? allLinks : linksOfSome;
    for await (const rows of cursor<{ native: NativeId; person: PersonId }>(client, links, [target, only]))
      for (const { native, person } of rows) owners.set(native, person);
    return new KnownMemberships(client, target, { owners, only });
  }

  /** The communities of the next rows; null at the end. */
  async next(): Promise<readonly (string | null)[]> {
    return [await this.#made.next(), await this.#seen.next()];
  }

  async take(community: string): Promise<Known> {
    const memberships: Mutable[] = [];
    const byGroup: ByGroup = new Map();
    for (const row of await this.#made.take(community)) madeOf(row, memberships, byGroup);
    const count = memberships.length;
    const strangers: { readonly group: GroupKey; readonly account: NativeId }[] = [];
    for (const { group_key: group, accounts } of await this.#seen.take(community)) {
      const ours = byGroup.get(group);
      for (const account of accounts ?? []) {
        const person = this.#owners.get(account);
        const known = person === undefined ? undefined : ours?.get(person);
        if (known !== undefined) known.observed = true;
        else if (person !== undefined) memberships.push({ person, group, observed: true, made: false });
        else strangers.push({ group, account });
      }
    }
    if (memberships.length > count) memberships.sort(byPersonAndGroup);
    return { memberships, strangers: strangers.length === 0 ? [] : await this.#named(strangers) };
  }

  /** What accounts that belong to nobody we know are called there. */
  async #named(strangers: readonly { readonly group: GroupKey; readonly account: NativeId }[]) {
    const { rows } = await this.#client.query<{ account: NativeId; login: string | null }>(
      `select a as account, data->>'login' as login from observed where target = $1 and kind = 'account' and a = any($2)`,
      [this.#target, strangers.map(({ account }) => account)],
    );
    const logins = new Map(rows.map(({ account, login }) => [account, login]));
    return strangers.map(({ group, account }) => ({ group, account, label: logins.get(account) ?? account }));
  }

  async close(): Promise<void> {
    await this.#made.close();
    await this.#seen.close();
  }
}

/** Lines of a person's id (36 characters) and the station of the group. */
function madeOf({ community, members }: MadeRow, memberships: Mutable[], byGroup: ByGroup): void {
  const groups = new Map<string, { readonly group: GroupKey; readonly people: Map<PersonId, Mutable> }>();
  for (const line of members.split('\n')) {
    const station = line.slice(36);
    let held = groups.get(station);
    if (held === undefined) {
      held = { group: `${community}/${station}` as GroupKey, people: new Map() };
      groups.set(station, held);
      byGroup.set(held.group, held.people);
    }
    const person = line.slice(0, 36) as PersonId;
    const membership: Mutable = { person, group: held.group, observed: false, made: true };
    held.people.set(person, membership);
    memberships.push(membership);
  }
}

const byPersonAndGroup = (a: KnownMembership, b: KnownMembership): number =>
  a.person < b.person ? -1 : a.person > b.person ? 1 : a.group < b.group ? -1 : a.group > b.group ? 1 : 0;
