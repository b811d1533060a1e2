import {
  addDays,
  builtInRoles,
  communityId,
  defaultSettings,
  localDateAt,
  participations,
  participationStation,
  personId,
  roleId,
  roleStation,
  type Community,
  type Participation,
  type PersonId,
  type PolicyTable,
  type Station,
} from '@passerelle/model';
import { act, assign, createPerson, enrol, putCommunity, setStage, type ActTx, type Store } from '@passerelle/store';
import type { Member } from '../tool-probe.ts';
import { cloud, forum, lists, meet } from './targets.ts';

/** What somebody is in a community. Everybody with a role is at the outermost level besides, so that it is the role that shows. */
export interface Place {
  readonly participation: Participation;
  readonly role?: string;
  /** Stands in for whoever this is, between yesterday and the day after tomorrow. */
  readonly deputyFor?: string;
}

const community = (slug: string, name: string, changes: Partial<Community> = {}): Community => ({
  id: communityId(slug),
  name,
  purpose: '',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [],
  access: {},
  tools: {
    ...{ files: cloud, pads: cloud, calendar: cloud, contacts: cloud, polls: cloud, forms: cloud },
    ...{ forum, video: meet, list: lists },
  },
  settings: defaultSettings,
  ...changes,
});

/** The default policy, one person for each of its rows. */
export const plain = community('sonde', 'Sonde');
const documentaire = roleId('documentaire');
/** By its own name, which only this community knows. */
const ofDocumentaire: PolicyTable = Object.fromEntries([
  [roleStation(documentaire), { files: 'manage', forum: 'create', forms: 'create' } as const],
]);
/** Cells that were changed in both directions, and a role of its own. */
export const changed = community('reglages', 'Réglages', {
  ownRoles: [{ role: documentaire, name: 'responsable documentaire' }],
  access: {
    'participation:peripheral': {
      ...{ files: 'none', pads: 'none', calendar: 'none', contacts: 'none', forum: 'none' },
      ...{ video: 'none', list: 'none', polls: 'none', forms: 'none' },
    },
    'participation:active': { files: 'manage', pads: 'read', calendar: 'write', forum: 'read', list: 'receive' },
    'participation:core': { contacts: 'write', forum: 'moderate', video: 'moderate', list: 'moderate', polls: 'vote' },
    ...ofDocumentaire,
  },
});
/** Was running, and is archived with everything in it. */
export const archived = community('archives', 'Archives');
/** Whoever is here and nowhere else has nothing in the others. */
export const elsewhere = community('ailleurs', 'Ailleurs');

type People = Readonly<Record<string, Place>>;
const byParticipation: People = Object.fromEntries(
  participations.map((participation) => [participation, { participation }]),
);

export const scenes: readonly { readonly community: Community; readonly people: People; readonly trusted: string }[] = [
  {
    community: plain,
    people: {
      ...byParticipation,
      ...Object.fromEntries(builtInRoles.map((role) => [role, { participation: 'peripheral', role } as const])),
      deputy: { participation: 'peripheral', role: 'technicien', deputyFor: 'technicien' },
    },
    trusted: 'technicien',
  },
  {
    community: changed,
    people: {
      ...byParticipation,
      technicien: { participation: 'peripheral', role: 'technicien' },
      documentaire: { participation: 'peripheral', role: 'documentaire' },
    },
    trusted: 'technicien',
  },
  {
    community: archived,
    people: { ...byParticipation, technicien: { participation: 'active', role: 'technicien' } },
    trusted: 'technicien',
  },
  {
    community: elsewhere,
    people: { outsider: { participation: 'active' }, technicien: { participation: 'active', role: 'technicien' } },
    trusted: 'technicien',
  },
];

const hand = { kind: 'hand' } as const;
const confirmed = { actor: 'cli:probe', kind: 'test', confirmed: true } as const;

async function putPeople(
  tx: ActTx,
  { community: { id, zone }, people }: (typeof scenes)[number],
  at: number,
  number: number,
) {
  const today = localDateAt(at, zone);
  const members = new Map<string, Member>();
  for (const [index, name] of Object.keys(people).entries()) {
    const person = personId(`00000000-0000-4000-8000-${String(number * 100 + index + 1).padStart(12, '0')}`);
    const email = `${name}@${id}.example.org`;
    await createPerson(tx, { id: person, givenName: name, familyName: `of ${id}`, email });
    members.set(name, { person, email, name: `${name} of ${id}` });
  }
  const idOf = (name: string): PersonId => {
    const member = members.get(name);
    if (member === undefined) throw new Error(`nobody is called ${name}`);
    return member.person;
  };
  const since = addDays(today, -30);
  for (const [name, { participation }] of Object.entries(people))
    await enrol(tx, { person: idOf(name), community: id, participation, origin: hand, from: since, at });
  const roles = Object.entries(people).flatMap(([name, { role, deputyFor }]) =>
    role === undefined ? [] : [{ name, role: roleId(role), deputyFor }],
  );
  // Whoever is stood in for holds the role first.
  for (const { name, role, deputyFor } of roles.toSorted(
    (a, b) => Number(a.deputyFor !== undefined) - Number(b.deputyFor !== undefined),
  )) {
    const dated =
      deputyFor === undefined
        ? { from: since }
        : { from: addDays(today, -1), until: addDays(today, 2), deputyFor: idOf(deputyFor) };
    await assign(tx, { person: idOf(name), community: id, role, origin: hand, at, ...dated });
  }
  return members;
}

/** By community, by name. */
export type Members = ReadonlyMap<string, ReadonlyMap<string, Member>>;

/** @param tools where the tools are; all of them, on the stand-ins, unless said otherwise */
export const writeScenes = (store: Store, at: number, tools: Community['tools'] = plain.tools): Promise<Members> =>
  act(store, confirmed, async (tx) => {
    const all = new Map<string, ReadonlyMap<string, Member>>();
    for (const [number, scene] of scenes.entries()) {
      await putCommunity(tx, { ...scene.community, tools });
      all.set(scene.community.id, await putPeople(tx, scene, at, number));
    }
    return all;
  });

/** The stations that a scene gives somebody. */
export const stationsOfPlace = ({ participation, role }: Place): readonly Station[] => [
  participationStation(participation),
  ...(role === undefined ? [] : [roleStation(roleId(role))]),
];

/** Seen and confirmed: nobody may write there any more. */
export const archive = (store: Store): Promise<unknown> =>
  act(store, confirmed, (tx) => setStage(tx, archived.id, 'archived'));
