import {
  always,
  defaultSettings,
  originKey,
  type Community,
  type CommunityId,
  type PersonId,
  type RotationTurn,
  type Validity,
  type Origin,
} from '@passerelle/model';
import type { Store } from '../database.ts';
import { readPeople } from '../people/read-people.ts';
import { readCommunityStandings, type CommunityClaims } from '../standings/read-community-standings.ts';
import type { Tx } from '../transaction.ts';
import { accessRows, type CommunitiesFile } from './communities-file.ts';
import { refsOf } from './person-refs.ts';

type Entry = CommunitiesFile['communities'][number];

/** Every community (or only these) with its claims, as plain data for a file: `loadCommunities` brings all of it back. */
export function exportCommunities(store: Store, communities?: readonly CommunityId[]): Promise<CommunitiesFile> {
  return store.transaction(
    async (tx) => {
      const entries: Entry[] = [];
      const question = communities === undefined ? { at: 0 } : { at: 0, communities };
      for await (const claims of readCommunityStandings(tx, question)) entries.push(await entryOf(tx, claims));
      return { version: 1, communities: entries };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function entryOf(tx: Tx, { view, states }: CommunityClaims): Promise<Entry> {
  const deputised = view.assignments.flatMap(({ deputyFor }) => (deputyFor === null ? [] : [deputyFor]));
  const people = [];
  for await (const person of readPeople(tx, { ids: [...new Set([...states.keys(), ...deputised])] }))
    people.push(person);
  const refs = await refsOf(tx, people);
  const ref = (person: PersonId): string => refs.get(person) ?? `id:${person}`;
  const members = view.memberships.map((claim) => ({
    person: ref(claim.person),
    participation: claim.participation,
    ...period(claim),
  }));
  const assignments = view.assignments.map((claim) => ({
    role: claim.role,
    person: ref(claim.person),
    ...period(claim),
    ...(claim.deputyFor === null ? {} : { deputyFor: ref(claim.deputyFor) }),
  }));
  return {
    ...describe(view.community),
    ...(members.length > 0 ? { members: inOrder(members) } : {}),
    ...(assignments.length > 0 ? { assignments: inOrder(assignments) } : {}),
    ...(view.turns.length > 0 ? { rotations: rotationsOf(view.turns, ref) } : {}),
  };
}

/** Lists in an order that does not hang on ids, so that two exports can be compared. */
const inOrder = <T>(entries: readonly T[]): T[] =>
  entries
    .map((entry) => [JSON.stringify(entry), entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, entry]) => entry);

const period = ({ from, until, origin }: Validity & { readonly origin: Origin }) => ({
  ...(from === always ? {} : { from }),
  ...(until === null ? {} : { until }),
  ...(origin.kind === 'file' ? {} : { origin: originKey(origin) as string }),
});

function describe(community: Community): Entry {
  const rows = accessRows(community.access, new Set<string>(community.ownRoles.map(({ role }) => role)));
  const roles = community.ownRoles.map(({ role, name }) => {
    const access = rows.roles[role];
    return { slug: role, name, ...(access ? { access } : {}) };
  });
  const placed = Object.fromEntries(
    Object.entries(community.tools).map(([tool, target]) => [tool, { target: target }]),
  );
  const own = Object.fromEntries(
    Object.entries(community.settings).filter(
      ([name, days]) => !Object.entries(defaultSettings).some(([other, usual]) => other === name && usual === days),
    ),
  );
  return {
    slug: community.id,
    name: community.name,
    purpose: community.purpose,
    modality: community.modality,
    stage: community.stage,
    language: community.language,
    zone: community.zone,
    ...(community.parent === null ? {} : { parent: community.parent }),
    ...(roles.length > 0 ? { roles } : {}),
    ...(Object.keys(rows.access).length > 0 ? { access: rows.access } : {}),
    ...(Object.keys(placed).length > 0 ? { tools: placed } : {}),
    ...(Object.keys(own).length > 0 ? { settings: own } : {}),
  };
}

function rotationsOf(turns: readonly RotationTurn[], ref: (person: PersonId) => string) {
  const byRole = Map.groupBy(turns, ({ role }) => role as string);
  return [...byRole.keys()].sort().map((role) => ({
    role,
    turns: inOrder((byRole.get(role) ?? []).map(({ meeting, person }) => ({ meeting: meeting, person: ref(person) }))),
  }));
}
