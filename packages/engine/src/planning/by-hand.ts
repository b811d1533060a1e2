import type { CommunityId, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';

export type Asked = (person: PersonId | null, community: CommunityId | null) => boolean;

/**
 * Whether what changes there was last asked for by a person's own act, within a day: as against a source, a date, or somebody on the platform.
 * Such changes come first in the queue, and settle what went to and fro before them.
 */
export async function askedByHand(client: PoolClient, now: number): Promise<Asked> {
  const { rows } = await client.query<{
    person: PersonId | null;
    community: CommunityId | null;
    seq: number;
    by_hand: boolean;
  }>(
    `select distinct on (c.person, c.community) c.person, c.community, c.seq, a.actor not like 'source:%' and a.actor <> 'system' as by_hand
       from change c join act a on a.id = c.act where c.at > $1 order by c.person, c.community, c.seq desc`,
    [new Date(now - 24 * 3_600_000)],
  );
  const latest = new Map(
    rows.map(({ person, community, seq, by_hand: byHand }) => [`${person ?? ''}/${community ?? ''}`, { seq, byHand }]),
  );
  return (person, community) => {
    const keys = [
      `${person ?? ''}/${community ?? ''}`,
      ...(person === null ? [] : [`${person}/`]),
      ...(community === null ? [] : [`/${community}`]),
    ];
    const acts = keys.flatMap((key) => latest.get(key) ?? []);
    return acts.toSorted((a, b) => b.seq - a.seq)[0]?.byHand === true;
  };
}
