import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelTexts, roleId, say, type LocalDate } from '@passerelle/model';
import { act, assign, createPerson, enrol, putCommunity, Refusal, storeTexts, type ActTx } from '@passerelle/store';
import { putSample, sampleCommunity, samplePersonId, testDatabase, type TestDatabase } from '@passerelle/store/testing';

const aube = sampleCommunity('aube');
const brume = sampleCommunity('brume', { parent: aube.id });
const at = Date.UTC(2027, 4, 10);
const hand = { kind: 'hand' } as const;
const join = (tx: ActTx, from: LocalDate, until: LocalDate | null) =>
  enrol(tx, { person: samplePersonId(1), community: aube.id, participation: 'core', from, until, origin: hand, at });

/** What must be refused, and the code of the reason. */
const refused: readonly { name: string; code: RegExp; work: (tx: ActTx) => Promise<unknown> }[] = [
  {
    name: 'a role that does not exist',
    code: /role/,
    work: (tx) =>
      assign(tx, { person: samplePersonId(1), community: aube.id, role: roleId('capitaine'), origin: hand, at }),
  },
  {
    name: 'a community that would be its own grandmother',
    code: /parent|cycle/,
    work: (tx) => putCommunity(tx, { ...aube, parent: brume.id }),
  },
  {
    name: 'a period over two others',
    code: /overlap/,
    work: async (tx) => {
      await join(tx, '2027-01-01', '2027-01-31');
      await join(tx, '2027-03-01', '2027-03-31');
      await join(tx, '2027-01-15', '2027-03-15');
    },
  },
  {
    name: 'a period that ends before it begins',
    code: /backwards/,
    work: (tx) => join(tx, '2027-03-01', '2027-01-01'),
  },
  {
    name: 'the address of somebody else, written in another way',
    code: /address-taken/,
    work: (tx) => createPerson(tx, { givenName: 'Zoé', familyName: 'Autre', email: 'PERSON-2@Example.ORG' }),
  },
  {
    name: 'somebody who is already there',
    code: /person-exists/,
    work: (tx) => createPerson(tx, { id: samplePersonId(2), givenName: 'Zoé', familyName: 'Autre' }),
  },
];

describe('an act that is not possible', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await putSample(database.store, [aube, brume], 3);
  });
  afterAll(() => database.drop());

  const everything = async (): Promise<unknown> => {
    const { rows } = await database.store.pool.query<object>(
      `select (select count(*) from act) as acts, (select count(*) from audit) as audit, (select count(*) from change) as changes,
              (select count(*) from membership) as memberships, (select count(*) from assignment) as assignments,
              (select count(*) from community) as communities, (select count(*) from person) as people`,
    );
    return rows[0];
  };

  it.each(refused)('$name is refused with a reason in French, and nothing of it is written', async ({ code, work }) => {
    const before = await everything();
    const error: unknown = await act(database.store, { actor: 'cli:faults', kind: 'test' }, work).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Refusal);
    const [reason] = error instanceof Refusal ? error.reasons : [];
    if (reason === undefined) throw new Error('a refusal has a reason');
    expect(reason.code).toMatch(code);
    const said = say({ ...modelTexts.fr, ...storeTexts.fr }, 'fr', reason);
    expect(said).not.toMatch(/[{}]/);
    expect(said).toMatch(/[a-zé] .+ .+\./);
    expect(await everything()).toEqual(before);
  });
});
