import {
  highestLevel,
  levelsOf,
  offers,
  rankOf,
  spaceKey,
  stationOfKey,
  toolLevels,
  type CommunityId,
  type GroupKey,
  type LevelOf,
  type PersonId,
  type PolicyTable,
  type Station,
  type TargetId,
} from '@passerelle/model';
import { findPerson, type Tx } from '@passerelle/store';
import type { Engine, EngineTarget } from '../setup.ts';
import { targetOf } from './login-groups.ts';
import { stationsNow } from './stations-now.ts';
import { writtenSince } from './written-since.ts';

export type DoorLevel = LevelOf<'video'>;

export interface DoorQuestion {
  readonly target: TargetId;
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly tool: 'video';
}

/**
 * What somebody may do in a community's room at this very instant: what the source of truth and the policy say now, not what was last planned. So a newcomer
 * is let in before any queue has come to them, and whoever has left is not, at once.
 *
 * One exception: while a guard holds the taking of this person in this community, on any platform, everything stays as it was until a named person has
 * decided, and so does the door. What they had is what we gave them and have not taken back there. Whoever is suspended or departed is let in nowhere: a
 * suspension is never held, and a source that loses many people at once is held before anybody departs.
 *
 * Pausing a target stops what Passerelle writes to it; a door writes nothing, and stays as it is.
 */
export async function doorLevel(engine: Engine, question: DoorQuestion): Promise<DoorLevel> {
  const target = targetOf(engine, question.target);
  return engine.store.transaction((tx) => levelIn(tx, engine, target, question), { isolation: 'repeatable read' });
}

async function levelIn(tx: Tx, engine: Engine, target: EngineTarget, question: DoorQuestion): Promise<DoorLevel> {
  const { community: id, tool } = question;
  const person = await findPerson(tx, question.person);
  if (person?.state !== 'active') return 'none';
  const now = (await stationsNow(tx, person, [id], engine.now())).get(id);
  if (now === undefined) return 'none';
  const { community } = now.view;
  if (!offers(community, tool) || community.tools[tool] !== target.id) return 'none';
  const access = await tx.client.query<{ access: PolicyTable }>(`select access from instance`);
  const stations = [...now.stations, ...(await heldStations(tx, person.id, id))];
  return served(target, levelsOf({ instance: access.rows[0]?.access ?? {}, community }, stations, tool));
}

/** Stations whose groups somebody is in because the taking waits for a decision. */
async function heldStations({ client }: Tx, person: PersonId, community: CommunityId): Promise<readonly Station[]> {
  const { rows } = await client.query<{ group: GroupKey }>(
    `select distinct m.group_key as "group"
       from made_membership m
      where m.person = $1 and m.community = $2
        and exists (
          select from operation o join plan p on p.id = o.plan
           where o.target = m.target and o.person = m.person and (o.community = m.community or o.community is null)
             and o.phase = 'take' and o.state = 'planned' and o.hold = 'guard' and p.state in ('ready', 'applying') and not ${writtenSince}
             and (o.kind = 'account' or o.change->'remove' ? m.group_key))`,
    [person, community],
  );
  return rows.map(({ group }) => stationOfKey(group));
}

/** The level itself where the platform has it, else the next lower one that it has. */
function served({ manifest }: EngineTarget, level: ReturnType<typeof levelsOf>): DoorLevel {
  const offered = toolLevels.video.filter((each) => each === 'none' || manifest.levels.video?.[each] !== undefined);
  const within = offered.filter((each) => rankOf('video', each) <= rankOf('video', level));
  const best = highestLevel('video', within);
  return toolLevels.video.find((each) => each === best) ?? 'none';
}

/** What the platform calls the community's room. Null: it has none there yet, or not any more. */
export async function roomOf(engine: Engine, target: TargetId, community: CommunityId): Promise<string | null> {
  const { rows } = await engine.store.pool.query<{ native: string | null }>(
    `select native from native_object where target = $1 and kind = 'space' and key = $2 and state = 'live'`,
    [target, spaceKey(community, 'video')],
  );
  return rows[0]?.native ?? null;
}
