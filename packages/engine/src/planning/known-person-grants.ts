import type { GrantStranger, KnownPersonGrant } from '@passerelle/plan';
import type { CommunityId, Level, PersonId, SpaceKey } from '@passerelle/model';
import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';
import { ByCommunity, cursor } from './streams.ts';

interface GrantRow {
  readonly community: string;
  readonly person: PersonId;
  readonly space_key: SpaceKey;
  readonly level: Level | 'other' | null;
  readonly detail: string | null;
  readonly made: Level | null;
}
interface StrangerRow {
  readonly community: string;
  readonly space_key: SpaceKey;
  readonly account: string;
  readonly label: string | null;
  readonly level: Level | 'other';
}

const grants = `
  select coalesce(o.community, m.community) as community, coalesce(o.person, m.person) as person, coalesce(o.space_key, m.space_key) as space_key,
         o.level, o.detail, m.level as made
    from (select community, person, space_key, level from made_person_grant where target = $1 and ($2::text[] is null or community = any($2))) m
    full join (
      select s.community, l.person, s.key as space_key, o.data->>'level' as level, o.data->>'detail' as detail
        from observed o
        join native_object s on s.target = o.target and s.kind = 'space' and s.native = o.a and s.state = 'live'
        join link l on l.target = o.target and l.native = o.b and l.state = 'live'
       where o.target = $1 and o.kind = 'grant' and not o.data ? 'gone' and ($2::text[] is null or s.community = any($2))) o
      on o.community = m.community and o.person = m.person and o.space_key = m.space_key
   order by 1, 2, 3`;

const strangers = `
  select s.community, s.key as space_key, o.b as account, coalesce(a.data->>'login', o.b) as label, o.data->>'level' as level
    from observed o
    join native_object s on s.target = o.target and s.kind = 'space' and s.native = o.a and s.state = 'live'
    left join observed a on a.target = o.target and a.kind = 'account' and a.a = o.b
    left join link l on l.target = o.target and l.native = o.b and l.state = 'live'
   where o.target = $1 and o.kind = 'grant' and not o.data ? 'gone' and l.native is null and ($2::text[] is null or s.community = any($2))
   order by s.community, s.key, o.b`;

export interface PersonGrants {
  readonly personGrants: readonly KnownPersonGrant[];
  readonly grantStrangers: readonly GrantStranger[];
}

/** What people have in the spaces of a target whose grants go to people, a community at a time. Ask in ascending order. */
export class KnownPersonGrants {
  readonly #grants: ByCommunity<GrantRow>;
  readonly #strangers: ByCommunity<StrangerRow>;

  constructor(client: PoolClient, { id }: Pick<EngineTarget, 'id'>, only: readonly CommunityId[] | null) {
    this.#grants = new ByCommunity(cursor<GrantRow>(client, grants, [id, only]));
    this.#strangers = new ByCommunity(cursor<StrangerRow>(client, strangers, [id, only]));
  }

  /** The communities of the next rows; null at the end. */
  async next(): Promise<readonly (string | null)[]> {
    return [await this.#grants.next(), await this.#strangers.next()];
  }

  async take(community: string): Promise<PersonGrants> {
    const given = await this.#grants.take(community);
    const others = await this.#strangers.take(community);
    return {
      personGrants: given.map(({ person, space_key: space, level, detail, made }) => ({
        person,
        space,
        level,
        detail: detail ?? '',
        made,
      })),
      grantStrangers: others.map(({ space_key: space, account, label, level }) => ({
        space,
        account,
        label: label ?? account,
        level,
      })),
    };
  }

  async close(): Promise<void> {
    await this.#grants.close();
    await this.#strangers.close();
  }
}
