import { roleId, startOf, type Origin } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endClaims } from '../claims/end-claims.ts';
import { readAssignments, readTurns } from '../claims/read-claims.ts';
import { enrol } from '../memberships/enrol.ts';
import { accessAsOf } from '../standings/access-as-of.ts';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { assign, currentAssignments } from './assign.ts';
import { handOver } from './hand-over.ts';
import { removeTurn, setTurn } from './turns.ts';

let database: TestDatabase;
const icane = sampleCommunity('icane');
const community = icane.id;
const origin: Origin = { kind: 'hand' };
const at = startOf('2027-05-10', icane.zone);
const [ann, bob, eve] = [samplePersonId(1), samplePersonId(2), samplePersonId(3)];
const technicien = roleId('technicien');
const secretaire = roleId('secretaire');
beforeAll(async () => {
  database = await testDatabase();
  await putSample(database.store, [icane, sampleCommunity('group', { parent: community })], 3);
  for (const person of [ann, bob]) {
    await testAct(database.store, (tx) =>
      enrol(tx, { person, community, participation: 'active', from: '2027-01-01', origin, at }),
    );
  }
});
afterAll(() => database.drop());

const give = (more: Partial<Parameters<typeof assign>[1]>) =>
  testAct(database.store, (tx) => assign(tx, { person: ann, community, role: technicien, origin, at, ...more }));
const standing = (validOn: `${number}-${number}-${number}`) =>
  database.store.transaction(async (tx) => {
    const found: Record<string, readonly string[]> = {};
    for await (const { person, stations } of accessAsOf(tx, { validOn, communities: [community] })) {
      found[person] = stations.filter((station) => station.startsWith('role:'));
    }
    return found;
  });

describe('a role', () => {
  it('is given, deputised, handed over without a gap, and ends by itself', async () => {
    expect((await give({ from: '2027-01-01' })).outcome).toBe('assigned');
    expect((await give({})).outcome).toBe('unchanged');
    await give({ person: bob, deputyFor: ann, from: '2027-02-01', until: '2027-02-28' });
    expect(await standing('2027-02-15')).toEqual({ [ann]: ['role:technicien'], [bob]: ['role:technicien'] });
    const handover = { community, role: technicien, outgoing: ann, incoming: bob, date: '2027-06-01', at } as const;
    expect(await testAct(database.store, (tx) => handOver(tx, handover))).toEqual([]);
    expect(await standing('2027-05-31')).toEqual({ [ann]: ['role:technicien'], [bob]: [] });
    expect(await standing('2027-06-14')).toEqual({ [ann]: ['role:technicien'], [bob]: ['role:technicien'] });
    expect(await standing('2027-06-15')).toEqual({ [ann]: [], [bob]: ['role:technicien'] });
  });

  it('is refused to nobody’s deputy, as an unknown one, and warned about for somebody who is no member', async () => {
    await expect(give({ person: bob, deputyFor: eve })).rejects.toMatchObject({
      reasons: [{ code: 'deputy.of-nobody' }],
    });
    await expect(give({ role: roleId('pilote') })).rejects.toMatchObject({ reasons: [{ code: 'role.unknown' }] });
    const { warnings } = await give({ person: eve, role: roleId('expert') });
    expect(warnings.map(({ message }) => message.code)).toEqual(['assignment.no-membership']);
  });

  it('is taken away by the ids of its claims', async () => {
    const key = { person: eve, community, role: roleId('expert'), origin, at };
    await testAct(database.store, async (tx) => {
      const claims = await currentAssignments(tx, key);
      expect(
        await endClaims(
          tx,
          claims.map(({ id }) => id),
          { at },
        ),
      ).toBe(1);
    });
    expect(await readAssignments(database.store, { people: [eve] })).toEqual([]);
    await expect(testAct(database.store, (tx) => currentAssignments(tx, key))).rejects.toMatchObject({
      reasons: [{ code: 'store.assignment-unknown' }],
    });
  });

  it('in rotation has one person for each meeting', async () => {
    const turn = { community, role: secretaire, meeting: '2027-09-14' } as const;
    const set = (person: typeof ann) => testAct(database.store, (tx) => setTurn(tx, { ...turn, person }));
    expect([await set(ann), await set(ann), await set(bob)]).toEqual([true, false, true]);
    expect(await readTurns(database.store)).toMatchObject([{ person: bob, meeting: '2027-09-14' }]);
    expect(await standing('2027-09-07')).toMatchObject({ [ann]: [], [bob]: ['role:secretaire', 'role:technicien'] });
    await testAct(database.store, (tx) => removeTurn(tx, turn));
    expect(await readTurns(database.store)).toEqual([]);
  });
});

describe('a working group', () => {
  it('is stood in by members of its parent only', async () => {
    const group = sampleCommunity('group').id;
    for (const person of [ann, eve]) {
      await testAct(database.store, (tx) => enrol(tx, { person, community: group, participation: 'core', origin, at }));
    }
    const people = await database.store.transaction(async (tx) => {
      const found = [];
      for await (const { person } of accessAsOf(tx, { validOn: '2027-05-10', communities: [group] }))
        found.push(person);
      return found;
    });
    expect(people).toEqual([ann]);
  });
});
