import type { PlanInput } from '@passerelle/plan';
import type { PoolClient } from 'pg';

/** Last days that had been set at least 24 hours before they ended. */
const datedEnd = `
  select from (
    select community, until_date, recorded_from, version from membership where person = $1 and community = $2 and recorded_until = 'infinity'
    union all
    select community, until_date, recorded_from, version from assignment where person = $1 and community = $2 and recorded_until = 'infinity') claim
    join community c on c.id = claim.community and c.recorded_until = 'infinity'
   where (claim.until_date + 1)::timestamp at time zone c.zone <= $3
     and claim.recorded_from <= (claim.until_date + 1)::timestamp at time zone c.zone - interval '24 hours'
     and not exists (
       select from change later where later.person = $1 and (later.community = $2 or later.community is null)
          and later.at > (claim.until_date + 1)::timestamp at time zone c.zone)
   limit 1`;

/** The latest act that touched this person there, the person as such, or the community. */
const latestAct = `
  select a.confirmed from (
    (select act, seq from change where person = $1 and (community = $2 or community is null) order by seq desc limit 1)
    union all
    (select act, seq from change where person is null and community = $2 order by seq desc limit 1)) c
    join act a on a.id = c.act order by c.seq desc limit 1`;

/** Why a loss carries its own approval: its end was dated at least 24 h ahead, or a person confirmed the act in its preview. Null: it does not. */
export const approvals =
  (client: PoolClient, at: number): PlanInput['approvalOf'] =>
  async (person, community) => {
    const dated = await client.query(datedEnd, [person, community, new Date(at)]);
    if ((dated.rowCount ?? 0) > 0) return 'dated';
    const { rows } = await client.query<{ confirmed: boolean }>(latestAct, [person, community]);
    return rows[0]?.confirmed === true ? 'confirmed' : null;
  };
