import { originKey, sourceId, startOf } from '@passerelle/model';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readMemberships } from '../claims/read-claims.ts';
import { enrol } from '../memberships/enrol.ts';
import { findPersonByRecord } from '../people/find-person.ts';
import { putSample, sampleCommunity, testAct, testDatabase, type TestDatabase } from '../testing/index.ts';
import { applyStagedRun } from './apply-staged-run.ts';
import type { PresentRecord, SourceEvent, SourceRecord } from './source-record.ts';
import { readSourceRuns } from './source-runs.ts';
import { stageSourceRun } from './stage-source-run.ts';

let database: TestDatabase | undefined;
const store = () => database!.store;
const icane = sampleCommunity('icane');
const ldap = sourceId('ldap');
const at = startOf('2027-05-10', icane.zone);
beforeEach(async () => {
  await database?.drop();
  database = await testDatabase();
  await putSample(database.store, [icane], 1);
});
afterAll(() => database?.drop());

const record = (id: string, more: Partial<SourceRecord> = {}): SourceEvent => ({
  kind: 'record',
  record: {
    externalId: id,
    where: `uid=${id}`,
    login: id,
    givenName: 'Anne',
    familyName: id,
    displayName: `Anne ${id}`,
    email: `${id}@example.org`,
    preferredLanguage: null,
    organization: 'Hôpital',
    phoneNumber: null,
    active: true,
    memberships: [],
    assignments: [],
    ...more,
  },
});
const present = (externalId: string, more: Partial<PresentRecord> = {}): SourceEvent => ({
  kind: 'present',
  externalId,
  active: true,
  memberships: [],
  assignments: [],
  ...more,
});
const active = { memberships: [{ community: icane.id, participation: 'active', from: null, until: null }] } as const;

async function* told(events: readonly SourceEvent[], isWhole: boolean): AsyncGenerator<SourceEvent> {
  yield* events;
  const shape = { scope: 'ou=people', idField: 'entryUUID', records: events.length, filled: {}, cursor: 'here' };
  yield await Promise.resolve<SourceEvent>(
    isWhole ? { kind: 'end', state: 'complete', shape } : { kind: 'end', state: 'partial', error: new Error('cut') },
  );
}
async function run(events: readonly SourceEvent[], isWhole = true) {
  const staged = await stageSourceRun(store(), { source: ldap, mode: 'source' }, told(events, isWhole));
  const { counts, unread } = staged;
  const applied = await applyStagedRun(store(), staged, { at });
  return { ...counts, unread, ...applied };
}
const personOf = async (id: string) => {
  const person = await findPersonByRecord(store(), ldap, id);
  if (person === null) throw new Error(`nobody is known as ${id}`);
  return person;
};
const levels = async (id: string) => {
  const person = await personOf(id);
  const claims = await readMemberships(store(), { people: [person.id] });
  return claims
    .filter(({ until }) => until === null)
    .map(({ participation, origin }) => `${originKey(origin)} ${participation}`);
};

describe('a reading of what is new', () => {
  beforeEach(async () => {
    await run([record('ada', active), record('bea'), record('cleo')]);
  });

  it('that says nothing new writes nothing, and keeps the place where the next one goes on', async () => {
    const result = await run([present('ada', active), present('bea'), present('cleo')]);
    expect(result).toMatchObject({ read: 3, unchanged: 3, changed: 0, vanished: 0, state: 'unchanged' });
    const [latest] = await readSourceRuns(store(), ldap, { states: ['unchanged'] });
    expect(latest?.shape).toMatchObject({ cursor: 'here' });
  });
  it('a person who left a group, and one who joined it, though neither entry changed', async () => {
    const result = await run([present('ada'), present('bea', active), present('cleo')]);
    expect(result).toMatchObject({ changed: 2, vanished: 0, state: 'applied', people: 2 });
    expect(await levels('ada')).toEqual([]);
    expect(await levels('bea')).toEqual(['source:ldap active']);
    // Their names and addresses were not read, and are what they were.
    expect(await personOf('bea')).toMatchObject({ displayName: 'Anne bea', email: 'bea@example.org' });
    // And a full reading of the same has nothing to add.
    const full = await run([record('ada'), record('bea', active), record('cleo')]);
    expect(full).toMatchObject({ unchanged: 3, changed: 0, state: 'unchanged' });
  });
  it('never un-enrols somebody whom a person enrolled: each origin ends only its own claim', async () => {
    const ada = await personOf('ada');
    await testAct(store(), (tx) =>
      enrol(tx, {
        person: ada.id,
        community: icane.id,
        participation: 'core',
        origin: { kind: 'hand' },
        from: '2027-05-10',
        until: null,
        at,
      }),
    );
    await run([present('ada'), present('bea'), present('cleo')]);
    expect(await levels('ada')).toEqual(['hand core']);
  });
  it('a person who is no longer there departs; one whose account was closed too', async () => {
    const result = await run([present('ada', active), present('bea', { active: false })]);
    expect(result).toMatchObject({ vanished: 1, changed: 1 });
    expect((await personOf('cleo')).state).toBe('departed');
    expect((await personOf('bea')).state).toBe('departed');
    expect((await personOf('ada')).state).toBe('active');
  });
  it('that breaks off takes nobody for gone', async () => {
    expect(await run([present('ada', active)], false)).toMatchObject({ vanished: 0 });
    expect((await personOf('cleo')).state).toBe('active');
  });
  it('a changed entry beside those that are only there', async () => {
    const result = await run([record('bea', { displayName: 'Béa N.' }), present('ada', active), present('cleo')]);
    expect(result).toMatchObject({ read: 3, changed: 1, vanished: 0, people: 1 });
    expect((await personOf('bea')).displayName).toBe('Béa N.');
  });
  it('somebody who is there and was never read is counted: everything must be read', async () => {
    const staged = await stageSourceRun(
      store(),
      { source: ldap, mode: 'source' },
      told([present('ada', active), present('bea'), present('cleo'), present('dora')], true),
    );
    expect(staged.unread).toBe(1);
    await staged.discard('declined');
  });
});
