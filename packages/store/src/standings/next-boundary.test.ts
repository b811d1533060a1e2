import { startOf, type LocalDate } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTurn } from '../assignments/turns.ts';
import { enrol } from '../memberships/enrol.ts';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { roleId } from '@passerelle/model';
import { nextBoundary } from './next-boundary.ts';

let database: TestDatabase;
const zones = ['Pacific/Auckland', 'Europe/Brussels', 'America/Havana', 'Africa/Cairo'];
const communities = zones.map((zone, index) => sampleCommunity(`zone-${index}`, { zone }));
beforeAll(async () => {
  database = await testDatabase();
  await putSample(database.store, communities, 4);
  const periods: readonly (readonly [LocalDate, LocalDate | null])[] = [
    ['2027-03-10', null],
    ['2027-03-10', '2027-03-10'],
    // Havana sets its clocks back over midnight: this day has two.
    ['2027-11-07', null],
    // Cairo's clocks skip midnight.
    ['2027-04-30', null],
  ];
  await testAct(database.store, async (tx) => {
    for (const [index, [from, until]] of periods.entries()) {
      const claim = { participation: 'active', from, until, origin: { kind: 'hand' }, at: 0 } as const;
      await enrol(tx, { person: samplePersonId(index + 1), community: communities[index]!.id, ...claim });
    }
    const role = roleId('secretaire');
    await setTurn(tx, { community: communities[1]!.id, role, meeting: '2027-06-15', person: samplePersonId(2) });
  });
});
afterAll(() => database.drop());

describe('the next boundary', () => {
  it('is every first instant of a beginning and after an end, in the zone of its community, one after another', async () => {
    const expected = [
      startOf('2027-03-10', 'Pacific/Auckland'),
      startOf('2027-03-10', 'Europe/Brussels'),
      startOf('2027-03-11', 'Europe/Brussels'),
      startOf('2027-04-30', 'Africa/Cairo'),
      // A turn: 7 days before and after its meeting.
      startOf('2027-06-08', 'Europe/Brussels'),
      startOf('2027-06-23', 'Europe/Brussels'),
      startOf('2027-11-07', 'America/Havana'),
    ];
    const found: (number | null)[] = [];
    let after: number | null = Date.parse('2027-01-01T00:00Z');
    while (after !== null) found.push((after = await nextBoundary(database.store, after)));
    expect(found).toEqual([...expected, null]);
  });

  it('is there until the last millisecond before it', async () => {
    const boundary = startOf('2027-03-10', 'Europe/Brussels');
    expect(await nextBoundary(database.store, boundary - 1)).toBe(boundary);
    expect(await nextBoundary(database.store, boundary)).not.toBe(boundary);
  });
});
