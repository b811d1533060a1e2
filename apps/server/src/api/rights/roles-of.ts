import type { CommunityId, PersonId } from '@passerelle/model';
import { listCommunities, readAssignments, readMemberships } from '@passerelle/store';
import type { Api } from '../api.ts';
import { lookedAfterBy, readable, type Caller, type Known } from '../caller/caller.ts';
import { Problem } from '../problem/problem.ts';
import type { Role } from './role.ts';
import type { About, Rule } from './rule.ts';

type Params = Readonly<Record<string, unknown>>;
type Found = ReadonlySet<Role> | null;

/**
 * What somebody who is known is to what a request is about. Null: there is no such thing, which only those who may see everything are told apart from
 * what they may not see. Everybody else reads the same answer.
 */
export async function rolesOf(api: Api, caller: Known, about: About, params: Params): Promise<Found> {
  const roles = new Set<Role>(['person']);
  if (caller.isAuditor) roles.add('auditor');
  if (caller.isAdministrator) roles.add('administrator');
  switch (about) {
    case 'nothing':
      return roles;
    case 'instance':
      return addCaring(caller, roles);
    case 'community':
      return inCommunity(api, caller, roles, params['community'] as CommunityId);
    case 'person':
      return ofPerson(api, caller, roles, params['person'] as PersonId);
    case 'person-there': {
      const person = params['person'] as PersonId;
      const community = params['community'] as CommunityId;
      if (!(await isKnown(api, person))) return null;
      const there = await inCommunity(api, caller, roles, community);
      if (there === null) return null;
      if (caller.person.id === person) roles.add('self');
      else if (!(await isClaimed(api, person, [community])))
        for (const role of ['coordinator', 'technicien', 'member'] as const) roles.delete(role);
      return roles;
    }
    case 'plan':
      return ofPlan(api, caller, roles, String(params['plan']));
    case 'act':
      return ofAct(api, caller, roles, String(params['act']));
    case 'drift':
      return ofDrift(api, caller, roles, String(params['drift']));
  }
}

/** @throws Problem when the caller may not */
export async function demand(api: Api, caller: Caller, rule: Rule, params: Params): Promise<void> {
  if (caller.kind === 'nobody') {
    if (rule.may.includes('nobody')) return;
    throw new Problem('not-logged-in');
  }
  const found = await rolesOf(api, caller, rule.about, params);
  if (found === null) throw new Problem('nothing-here');
  if (rule.may.some((role) => found.has(role))) return;
  // Whoever is nothing to it is not told that it is there.
  const sees = rule.about === 'instance' || [...found].some((role) => role !== 'person');
  throw new Problem(sees ? 'not-allowed' : 'nothing-here');
}

async function addCaring(caller: Known, roles: Set<Role>): Promise<Found> {
  if ((await lookedAfterBy(caller, ['technicien'])).length > 0) roles.add('technicien');
  if ((await lookedAfterBy(caller, ['coordinateur'])).length > 0) roles.add('coordinator');
  if ((await caller.mine()).length > 0) roles.add('member');
  return roles;
}

async function inCommunity({ engine }: Api, caller: Known, roles: Set<Role>, id: CommunityId): Promise<Found> {
  const [community] = await listCommunities(engine.store, { ids: [id] });
  if (community === undefined) return null;
  const mine = (await caller.mine()).find((each) => each.community.id === id);
  if (mine === undefined) return roles;
  roles.add('member');
  return addCarers(caller, roles, [id]);
}

async function ofPerson(api: Api, caller: Known, roles: Set<Role>, id: PersonId): Promise<Found> {
  if (!(await isKnown(api, id))) return null;
  if (caller.person.id === id) roles.add('self');
  if (await isClaimed(api, id, await lookedAfterBy(caller, ['technicien']))) roles.add('technicien');
  if (await isClaimed(api, id, await lookedAfterBy(caller, ['coordinateur']))) roles.add('coordinator');
  return roles;
}

async function isKnown({ engine }: Api, person: PersonId): Promise<boolean> {
  const { rowCount } = await engine.store.pool.query(`select from person where id = $1`, [person]);
  return rowCount === 1;
}

/** Whether anything is, or was, claimed about somebody in one of these communities, as recorded now. */
async function isClaimed({ engine }: Api, person: PersonId, communities: readonly CommunityId[]): Promise<boolean> {
  if (communities.length === 0) return false;
  const filter = { people: [person], communities };
  return (
    (await readMemberships(engine.store, filter)).length > 0 || (await readAssignments(engine.store, filter)).length > 0
  );
}

/** A plan concerns those who look after a community that it was made for, or that it changes something in. */
async function ofPlan({ engine }: Api, caller: Known, roles: Set<Role>, id: string): Promise<Found> {
  const { rows } = await engine.store.pool.query<{ communities: readonly CommunityId[] }>(
    `select coalesce((select array_agg(distinct community) from operation where plan = p.id and community is not null), '{}')
            || coalesce((select array_agg(c) from jsonb_array_elements_text(coalesce(p.scope->'communities', '[]')) c), '{}') as communities
       from plan p where id = $1`,
    [id],
  );
  const plan = rows[0];
  if (plan === undefined) return null;
  return addCarers(caller, roles, plan.communities);
}

async function ofAct({ engine }: Api, caller: Known, roles: Set<Role>, id: string): Promise<Found> {
  const { rows } = await engine.store.pool.query<{ actor: string }>(`select actor from act where id = $1`, [id]);
  const act = rows[0];
  if (act === undefined) return null;
  if (act.actor === `person:${caller.person.id}`) roles.add('self');
  return roles;
}

async function ofDrift({ engine }: Api, caller: Known, roles: Set<Role>, id: string): Promise<Found> {
  const { rows } = await engine.store.pool.query<{ community: CommunityId | null }>(
    `select community from drift where id = $1 and state = 'open'`,
    [id],
  );
  const drift = rows[0];
  if (drift === undefined) return null;
  return addCarers(caller, roles, drift.community === null ? [] : [drift.community]);
}

async function addCarers(caller: Known, roles: Set<Role>, communities: readonly CommunityId[]): Promise<Found> {
  const isMine = async (role: 'technicien' | 'coordinateur'): Promise<boolean> =>
    (await lookedAfterBy(caller, [role])).some((community) => communities.includes(community));
  if (await isMine('technicien')) roles.add('technicien');
  if (await isMine('coordinateur')) roles.add('coordinator');
  return roles;
}

/** The communities of which they read everything; for a list that holds several communities' things. */
export const readableOnly = async (caller: Known): Promise<readonly CommunityId[] | null> => {
  const which = await readable(caller);
  return which === 'everything' ? null : which;
};
