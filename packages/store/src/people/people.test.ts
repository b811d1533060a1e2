import { sourceId } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { enrol } from '../memberships/enrol.ts';
import { readAudit } from '../audit/read-audit.ts';
import { findPeopleByAddress, findPeopleByLogin, findPerson, findPersonByRecord } from './find-person.ts';
import { departPerson, resumePerson, returnPerson, suspendPerson } from './person-state.ts';
import { readPeople } from './read-people.ts';
import { searchPeople } from './search-people.ts';
import { changePerson, createPerson } from './write-person.ts';

let database: TestDatabase;
const icane = sampleCommunity('icane');
const [lukasz, bruno] = [samplePersonId(101), samplePersonId(102)];
beforeAll(async () => {
  database = await testDatabase();
  await putSample(database.store, [icane], 3);
  await testAct(database.store, async (tx) => {
    await createPerson(tx, {
      id: lukasz,
      givenName: 'Łukasz',
      familyName: 'Lebœuf',
      email: 'Lukasz.Leboeuf@Example.org',
    });
    await createPerson(tx, {
      id: bruno,
      givenName: 'Bruno',
      familyName: "d'Hondt",
      email: null,
      preferredLanguage: 'nl',
    });
    await enrol(tx, {
      person: bruno,
      community: icane.id,
      participation: 'core',
      origin: { kind: 'hand' },
      at: Date.now(),
    });
  });
  await database.store.pool.query(
    `insert into person_record (source, external_id, person, login, digest) values ('ldap', 'entry-1', $1, 'LLeboeuf', '')`,
    [lukasz],
  );
});
afterAll(() => database.drop());

describe('people', () => {
  it('are found by id, by address however it is written, by their record and by their login', async () => {
    const { store } = database;
    expect(await findPerson(store, lukasz)).toMatchObject({
      displayName: 'Łukasz Lebœuf',
      records: [{ source: 'ldap', externalId: 'entry-1', login: 'LLeboeuf' }],
    });
    expect((await findPeopleByAddress(store, ' lukasz.leboeuf@EXAMPLE.org '))[0]?.id).toBe(lukasz);
    expect((await findPersonByRecord(store, sourceId('ldap'), 'entry-1'))?.id).toBe(lukasz);
    expect((await findPeopleByLogin(store, 'lleboeuf', sourceId('ldap')))[0]?.id).toBe(lukasz);
    expect(await findPeopleByLogin(store, 'lleboeuf', sourceId('other'))).toEqual([]);
  });

  it.each([
    ['lukasz leboeuf', [lukasz]],
    ['LEBŒUF łuk', [lukasz]],
    ['d’hon', [bruno]],
    ['%%%', []],
    ['___', []],
  ])('are searched without minding accents, order or capital letters: %s', async (text, expected) => {
    expect((await searchPeople(database.store, { text })).map(({ id }) => id)).toEqual(expected);
  });

  it('are searched by three letters or more, ten at a time, and in one’s own communities only', async () => {
    await expect(searchPeople(database.store, { text: 'lu' })).rejects.toMatchObject({
      reasons: [{ code: 'store.query-short' }],
    });
    expect(await searchPeople(database.store, { text: 'lukasz', communities: [icane.id] })).toEqual([]);
    expect(await searchPeople(database.store, { text: 'bruno', communities: [icane.id] })).toHaveLength(1);
  });

  it('keep their name out of the audit when it changes', async () => {
    await testAct(database.store, (tx) =>
      changePerson(tx, lukasz, { familyName: 'Nowak', email: 'nowak@example.org' }),
    );
    const [record] = await readAudit(database.store, { person: lukasz, action: 'person.changed' });
    expect(record?.data).toEqual({ fields: ['familyName', 'email'] });
    expect(await findPeopleByAddress(database.store, 'lukasz.leboeuf@example.org')).toEqual([]);
  });

  it('cannot take the address of somebody else', async () => {
    const taking = testAct(database.store, (tx) => changePerson(tx, bruno, { email: 'PERSON-1@example.org' }));
    await expect(taking).rejects.toMatchObject({ reasons: [{ code: 'store.address-taken' }] });
    const both = await Promise.allSettled(
      [7, 8].map((number) =>
        testAct(database.store, (tx) =>
          createPerson(tx, {
            id: samplePersonId(number),
            givenName: 'New',
            familyName: 'Comer',
            email: 'new@example.org',
          }),
        ),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('are suspended and resumed, depart and return, and only once each', async () => {
    const go = (move: typeof suspendPerson) => testAct(database.store, (tx) => move(tx, bruno));
    const state = async () => (await findPerson(database.store, bruno))?.state;
    expect([await go(suspendPerson), await go(suspendPerson), await state()]).toEqual([true, false, 'suspended']);
    expect([await go(resumePerson), await state()]).toEqual([true, 'active']);
    expect([await go(departPerson), await go(suspendPerson), await state()]).toEqual([true, false, 'departed']);
    expect([await go(returnPerson), await state()]).toEqual([true, 'active']);
  });

  it('are read in the order of their ids', async () => {
    const ids = await database.store.transaction(async (tx) => {
      const found = [];
      for await (const person of readPeople(tx)) found.push(person.id);
      return found;
    });
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toContain(lukasz);
  });
});
