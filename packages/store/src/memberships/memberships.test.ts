import { localDateAt, sourceId, startOf, type LocalDate, type Origin } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../acts/act.ts';
import { endClaims } from '../claims/end-claims.ts';
import { readMemberships } from '../claims/read-claims.ts';
import { Refusal } from '../refusal/refusal.ts';
import { accessAsOf } from '../standings/access-as-of.ts';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { enrol } from './enrol.ts';
import { unenrol } from './unenrol.ts';

let database: TestDatabase;
const icane = sampleCommunity('icane');
const hand: Origin = { kind: 'hand' };
const ldap: Origin = { kind: 'source', source: sourceId('ldap') };
const at = startOf('2027-05-10', icane.zone);
beforeAll(async () => {
  database = await testDatabase();
  await putSample(database.store, [icane], 20);
});
afterAll(() => database.drop());

const join = (number: number, more: Partial<Parameters<typeof enrol>[1]> = {}) =>
  testAct(database.store, (tx) =>
    enrol(tx, {
      person: samplePersonId(number),
      community: icane.id,
      participation: 'active',
      origin: hand,
      at,
      ...more,
    }),
  );
const leave = (number: number, end: { until: LocalDate } | { at: number } = { at }, origin: Origin = hand) =>
  testAct(database.store, (tx) =>
    unenrol(tx, { person: samplePersonId(number), community: icane.id, origin, end, at }),
  );
const claimsOf = (number: number) => readMemberships(database.store, { people: [samplePersonId(number)] });
const standing = (number: number, validOn: LocalDate, knownAt?: Date) =>
  database.store.transaction(async (tx) => {
    const found = [];
    const question = { validOn, person: samplePersonId(number), ...(knownAt ? { knownAt } : {}) };
    for await (const { stations } of accessAsOf(tx, question)) found.push(...stations);
    return found;
  });
const now = async (): Promise<Date> => {
  const { rows } = await database.store.pool.query<{ now: Date }>(
    `select date_trunc('milliseconds', clock_timestamp()) + interval '1 ms' as now, pg_sleep(0.002)`,
  );
  return rows[0]!.now;
};

describe('a membership', () => {
  it('begins today and is open when nothing else is said', async () => {
    expect((await join(1)).outcome).toBe('enrolled');
    expect(await claimsOf(1)).toMatchObject([
      { from: '2027-05-10', until: null, participation: 'active', origin: hand },
    ]);
  });

  it('is not written twice when nothing differs', async () => {
    await join(2);
    const before = await database.store.db
      .selectFrom('act')
      .select(({ fn }) => fn.countAll().as('n'))
      .execute();
    expect((await join(2)).outcome).toBe('unchanged');
    expect(
      await database.store.db
        .selectFrom('act')
        .select(({ fn }) => fn.countAll().as('n'))
        .execute(),
    ).toEqual(before);
  });

  it('tells who stood where on a day, as known on another', async () => {
    await join(3, { from: '2027-01-01' });
    const asActive = await now();
    await join(3, { participation: 'core' });
    const asCore = await now();
    await leave(3, { until: '2027-03-31' });
    expect(await standing(3, '2027-04-15', asActive)).toEqual(['participation:active']);
    expect(await standing(3, '2027-04-15', asCore)).toEqual(['participation:core']);
    expect(await standing(3, '2027-04-15')).toEqual([]);
    expect(await standing(3, '2027-03-31')).toEqual(['participation:core']);
    expect(await standing(3, '2026-12-31', asCore)).toEqual([]);
  });

  it('keeps every version without a gap or an overlap in record time', async () => {
    await join(4);
    await join(4, { participation: 'core' });
    await join(4, { participation: 'peripheral', until: '2028-01-31' });
    const { rows } = await database.store.pool.query(
      `select count(*) as versions, count(*) filter (where recorded_until = next) as joined, count(*) filter (where recorded_until = 'infinity') as current
       from (select recorded_until, lead(recorded_from) over (order by version) as next from membership where person = $1) v`,
      [samplePersonId(4)],
    );
    expect(rows).toEqual([{ versions: 3, joined: 2, current: 1 }]);
  });

  it('that was over is a new claim when it is made again', async () => {
    const first = await join(5, { from: '2027-01-01' });
    await leave(5, { until: '2027-02-28' });
    const second = await join(5);
    expect(second.claim).not.toBe(first.claim);
    expect(await claimsOf(5)).toMatchObject([
      { from: '2027-01-01', until: '2027-02-28' },
      { from: '2027-05-10', until: null },
    ]);
  });

  it('ended at once gives no access on that day any more, and leaves no claim when it began on it', async () => {
    await join(6, { from: '2027-05-01' });
    await leave(6);
    expect(await claimsOf(6)).toMatchObject([{ until: '2027-05-09' }]);
    await join(7);
    const while7 = await now();
    await leave(7);
    expect(await claimsOf(7)).toEqual([]);
    expect(await standing(7, '2027-05-10', while7)).toEqual(['participation:active']);
  });

  it('lives while one origin claims it, and each origin ends only its own claim', async () => {
    await join(8);
    await join(8, { origin: ldap, participation: 'peripheral' });
    await leave(8);
    expect(await standing(8, '2027-05-10')).toEqual(['participation:peripheral']);
    await expect(leave(8)).rejects.toThrow(Refusal);
    await leave(8, { at }, ldap);
    expect(await standing(8, '2027-05-10')).toEqual([]);
  });

  it('is made once by two people at the same moment', async () => {
    const both = await Promise.all([join(9), join(9)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['enrolled', 'unchanged']);
    expect(await claimsOf(9)).toHaveLength(1);
  });

  it('is refused to nobody, in nowhere, and backwards, with a reason', async () => {
    await expect(join(99)).rejects.toMatchObject({ reasons: [{ code: 'store.person-unknown' }] });
    await expect(join(10, { community: sampleCommunity('elsewhere').id })).rejects.toMatchObject({
      reasons: [{ code: 'store.community-unknown' }],
    });
    await expect(join(10, { from: '2027-02-01', until: '2027-01-31' })).rejects.toMatchObject({
      reasons: [{ code: 'store.backwards' }],
    });
    expect(await claimsOf(10)).toEqual([]);
  });

  it('can be ended by its id, with the act that ended it', async () => {
    const { claim } = await join(11, { from: '2027-01-01' });
    const ended = await act(database.store, { actor: 'cli:test', kind: 'unenrol', confirmed: true }, async (tx) => {
      await endClaims(tx, [claim], { until: '2027-12-31' });
      return tx.act;
    });
    const { rows } = await database.store.pool.query(
      `select until_date, ended_act from membership where id = $1 and recorded_until = 'infinity'`,
      [claim],
    );
    expect(rows).toEqual([{ until_date: '2027-12-31', ended_act: ended }]);
  });
});

describe('an act', () => {
  it('that fails leaves no audit record, no change and no version', async () => {
    const count = () =>
      database.store.pool.query(
        'select (select count(*) from audit) as audit, (select count(*) from change) as change, (select count(*) from act) as act, (select count(*) from membership) as membership',
      );
    const { rows: before } = await count();
    const failing = testAct(database.store, async (tx) => {
      await enrol(tx, { person: samplePersonId(12), community: icane.id, participation: 'core', origin: hand, at });
      throw new Error('the power is cut');
    });
    await expect(failing).rejects.toThrow('the power is cut');
    expect((await count()).rows).toEqual(before);
  });

  it('wakes the engine in its own transaction', async () => {
    const woken: string[] = [];
    const store = database.open({
      wake: async (tx) => {
        const { rows } = await tx.client.query<{ person: string }>(
          'select person from change order by seq desc limit 1',
        );
        woken.push(rows[0]!.person);
      },
    });
    await testAct(store, (tx) =>
      enrol(tx, { person: samplePersonId(13), community: icane.id, participation: 'core', origin: hand, at }),
    );
    expect(woken).toEqual([samplePersonId(13)]);
  });

  it('says today in the zone of the community, not of the server', () => {
    expect(localDateAt(startOf('2027-05-10', 'Pacific/Auckland'), 'Europe/Brussels')).toBe('2027-05-09');
  });
});
