import {
  addDays,
  communityId,
  defaultSettings,
  localDateAt,
  roleId,
  type Community,
  type Participation,
} from '@passerelle/model';
import {
  act,
  assign,
  changePerson,
  createPerson,
  currentAssignments,
  endClaims,
  enrol,
  putCommunity,
  suspendPerson,
  unenrol,
  type ActTx,
  type Store,
} from '@passerelle/store';
import { samplePersonId } from '@passerelle/store/testing';
import { cloud } from './open-world.ts';

const community = (slug: string, changes: Partial<Community> = {}): Community => ({
  id: communityId(slug),
  name: `Communauté ${slug}, santé d'ici`,
  purpose: '',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [],
  access: {},
  tools: { files: cloud },
  settings: defaultSettings,
  ...changes,
});
const aube = community('aube');
const brume = community('brume');
const cime = community('cime');
const dune = community('dune');

const hand = { kind: 'hand' } as const;

/** Writes to the source of truth as people would, every loss seen and confirmed beforehand. */
class Pen {
  readonly tx: ActTx;
  readonly at: number;
  constructor(tx: ActTx, at: number) {
    this.tx = tx;
    this.at = at;
  }
  async person(number: number): Promise<void> {
    const names = { givenName: `Zoé ${number}`, familyName: 'Œuvrard-d’Hondt', email: `zoe.${number}@exemple.org` };
    await createPerson(this.tx, { id: samplePersonId(number), ...names });
  }
  /** Since a month ago, or as from today. */
  async join(number: number, where: Community, participation: Participation, since: 'long' | 'today'): Promise<void> {
    const known = { person: samplePersonId(number), community: where.id, participation, origin: hand, at: this.at };
    const from = addDays(localDateAt(this.at, where.zone), -30);
    await enrol(this.tx, since === 'long' ? { ...known, from } : known);
  }
  leave(number: number, where: Community): Promise<void> {
    const end = { at: this.at };
    return unenrol(this.tx, { person: samplePersonId(number), community: where.id, origin: hand, end, at: this.at });
  }
  async role(number: number, where: Community, role: string): Promise<void> {
    const from = addDays(localDateAt(this.at, where.zone), -10);
    await assign(this.tx, {
      person: samplePersonId(number),
      community: where.id,
      role: roleId(role),
      from,
      origin: hand,
      at: this.at,
    });
  }
  async endRole(number: number, where: Community, role: string): Promise<void> {
    const held = { person: samplePersonId(number), community: where.id, role: roleId(role), origin: hand, at: this.at };
    const claims = await currentAssignments(this.tx, held);
    await endClaims(
      this.tx,
      claims.map(({ id }) => id),
      { at: this.at },
    );
  }
}

const write = (store: Store, at: number, work: (pen: Pen) => Promise<void>): Promise<void> =>
  act(store, { actor: 'cli:faults', kind: 'test', confirmed: true }, (tx) => work(new Pen(tx, at)));

const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What is there before: three communities of 24 people, two roles. */
export const writeBeginning = (store: Store, at: number): Promise<void> =>
  write(store, at, async (pen) => {
    for (const each of [aube, brume, cime]) await putCommunity(pen.tx, each);
    for (const number of span(1, 24)) await pen.person(number);
    for (const number of span(1, 3)) await pen.join(number, aube, 'peripheral', 'long');
    for (const number of span(4, 12)) await pen.join(number, aube, 'core', 'long');
    for (const number of span(10, 18)) await pen.join(number, brume, 'active', 'long');
    for (const number of span(18, 24)) await pen.join(number, cime, 'active', 'long');
    await pen.role(10, aube, 'coordinateur');
    await pen.role(11, brume, 'technicien');
  });

/** Somebody leaves altogether, to come back later. */
export const writeDeparture = (store: Store, at: number): Promise<void> =>
  write(store, at, (pen) => pen.leave(24, cime));

/** Everything that can change, at once: what the plan of the sweeps is made of. */
export const writeUpheaval = (store: Store, at: number): Promise<void> =>
  write(store, at, async (pen) => {
    await putCommunity(pen.tx, dune);
    for (const number of span(25, 32)) {
      await pen.person(number);
      await pen.join(number, dune, number % 3 === 0 ? 'core' : 'active', 'long');
      if (number % 2 === 0) await pen.join(number, aube, 'peripheral', 'long');
    }
    for (const number of [1, 2, 3]) await change(pen, number, aube, 'active');
    for (const number of [4, 5]) await change(pen, number, aube, 'peripheral');
    await pen.leave(6, aube);
    await pen.leave(12, aube);
    await pen.join(24, brume, 'core', 'today');
    await suspendPerson(pen.tx, samplePersonId(7));
    await changePerson(pen.tx, samplePersonId(8), { displayName: 'Zoé Łukasiewicz', familyName: 'Łukasiewicz' });
    await changePerson(pen.tx, samplePersonId(9), { email: 'zoe.neuf@exemple.org' });
    await pen.endRole(10, aube, 'coordinateur');
    await pen.role(5, aube, 'secretaire');
    await pen.role(13, brume, 'coordinateur');
    await putCommunity(pen.tx, { ...brume, name: 'Communauté de la brume' });
    await putCommunity(pen.tx, { ...cime, access: { 'participation:active': { files: 'read' } } });
    await putCommunity(pen.tx, { ...aube, access: { 'participation:peripheral': { files: 'write' } } });
  });

/** A little of everything: what is broken at each of its requests in turn, in many ways. */
export const writeStir = (store: Store, at: number): Promise<void> =>
  write(store, at, async (pen) => {
    await putCommunity(pen.tx, dune);
    await pen.person(25);
    await pen.join(25, dune, 'active', 'today');
    await change(pen, 1, aube, 'active');
    await change(pen, 4, aube, 'peripheral');
    await pen.leave(6, aube);
    await pen.join(24, brume, 'core', 'today');
    await changePerson(pen.tx, samplePersonId(9), { displayName: 'Zoé Łukasiewicz', familyName: 'Łukasiewicz' });
    await putCommunity(pen.tx, { ...brume, name: 'Communauté de la brume' });
    await putCommunity(pen.tx, { ...cime, access: { 'participation:active': { files: 'read' } } });
  });

const change = async (pen: Pen, number: number, where: Community, participation: Participation): Promise<void> => {
  await enrol(pen.tx, { person: samplePersonId(number), community: where.id, participation, origin: hand, at: pen.at });
};
