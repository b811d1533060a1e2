import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseCard, getCardChoice, listCardChoices } from '../cards/choose-card.ts';
import { newId } from '../ids.ts';
import { initInstance } from '../instance/instance.ts';
import { enrol } from '../memberships/enrol.ts';
import { Refusal } from '../refusal/refusal.ts';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { addMeeting, cancelMeeting, changeMeeting } from './put-meeting.ts';
import { listMeetings } from './read-meetings.ts';

let database: TestDatabase;
const { id: community } = sampleCommunity('icane');
const [ana, bram] = [samplePersonId(1), samplePersonId(2)];
const id = newId();
const fields = {
  title: ' Réunion de Zoé ',
  start: '2026-12-12T14:00',
  end: '2026-12-12T16:00',
  zone: 'Europe/Brussels',
  modality: 'hybrid',
  place: 'Salle 2',
  description: '',
} as const;

beforeAll(async () => {
  database = await testDatabase();
  await initInstance(database.store);
  await putSample(database.store, [sampleCommunity('icane')], 2);
  await testAct(database.store, (tx) =>
    enrol(tx, { person: ana, community, participation: 'core', origin: { kind: 'hand' }, at: Date.now() }),
  );
});
afterAll(() => database.drop());

const codesOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Refusal)) throw new Error('it was not refused');
  return error.reasons.map(({ code }) => code);
};

describe('a meeting', () => {
  it('is kept with every version; its sequence grows with what matters to who comes', async () => {
    const { store } = database;
    await testAct(store, (tx) => addMeeting(tx, { ...fields, id, community }));
    await testAct(store, (tx) => changeMeeting(tx, { community, id }, { description: 'Ordre du jour' }));
    const { after } = await testAct(store, (tx) => changeMeeting(tx, { community, id }, { place: ' ' }));
    expect(after).toMatchObject({ title: 'Réunion de Zoé', place: null, sequence: 1 });
    await testAct(store, (tx) => cancelMeeting(tx, { community, id }, true));
    expect(await codesOf(testAct(store, (tx) => changeMeeting(tx, { community, id }, { place: 'Salle 3' })))).toEqual([
      'store.meeting-cancelled',
    ]);
    await testAct(store, (tx) => cancelMeeting(tx, { community, id }, false));
    expect(await listMeetings(store, community)).toMatchObject([{ id, cancelled: false, sequence: 3 }]);
    const { rows } = await store.pool.query<{ n: number; gaps: number }>(
      `select count(*)::int as n, count(*) filter (where not exists (
         select from meeting o where o.id = m.id and o.recorded_from = m.recorded_until) and recorded_until <> 'infinity')::int as gaps
         from meeting m where id = $1`,
      [id],
    );
    expect(rows).toEqual([{ n: 5, gaps: 0 }]);
  });

  it('that changes nothing leaves no trace', async () => {
    const { store } = database;
    const acts = async () => (await store.pool.query(`select from act`)).rowCount;
    const before = await acts();
    await testAct(store, (tx) => changeMeeting(tx, { community, id }, { title: 'Réunion de Zoé' }));
    expect(await acts()).toBe(before);
  });

  it('is audited without its words, in which people may be named', async () => {
    const { rows } = await database.store.pool.query<{ action: string; data: object }>(
      `select action, data from audit where action like 'meeting.%' order by seq`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'meeting.added',
      'meeting.changed',
      'meeting.changed',
      'meeting.cancelled',
      'meeting.reopened',
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/Zoé|Salle|Ordre/);
  });

  it('that is not there, or cannot be, is refused', async () => {
    const { store } = database;
    const unknown = testAct(store, (tx) => cancelMeeting(tx, { community, id: newId() }, true));
    expect(await codesOf(unknown)).toEqual(['store.meeting-unknown']);
    const backwards = testAct(store, (tx) => changeMeeting(tx, { community, id }, { end: '2026-12-12T13:00' }));
    expect(await codesOf(backwards)).toEqual(['meeting.backwards']);
  });
});

describe('what a card shows', () => {
  it('is chosen by members, field by field; before that it is the name', async () => {
    const { store } = database;
    expect(await getCardChoice(store, { person: ana, community })).toEqual({ listed: true, shown: [] });
    const choose = (person: typeof ana, ...shown: ('email' | 'phone')[]) =>
      testAct(store, (tx) => chooseCard(tx, { person, community }, { listed: true, shown }));
    expect(await choose(ana, 'phone', 'email')).toBe(true);
    expect(await choose(ana, 'email', 'phone')).toBe(false);
    expect(await listCardChoices(store, community)).toEqual(
      new Map([[ana, { listed: true, shown: ['email', 'phone'] }]]),
    );
    expect(await codesOf(choose(bram, 'email'))).toEqual(['store.card-no-member']);
  });
});
