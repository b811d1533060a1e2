import { communityId, roleId, sourceId, startOf } from '@passerelle/model';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readAudit } from '../audit/read-audit.ts';
import { readAssignments, readMemberships } from '../claims/read-claims.ts';
import { enrol } from '../memberships/enrol.ts';
import { findPersonByRecord } from '../people/find-person.ts';
import { departPerson, suspendPerson } from '../people/person-state.ts';
import { createPerson } from '../people/write-person.ts';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { applyStagedRun } from './apply-staged-run.ts';
import { recordIsPerson, recordIsSomebodyElse } from './settle-record.ts';
import type { SourceEvent, SourceRecord, SourceSettings } from './source-record.ts';
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
  await putSample(database.store, [icane, sampleCommunity('icso')], 1);
});
afterAll(() => database?.drop());

const record = (id: string, more: Partial<SourceRecord> = {}): SourceRecord => ({
  externalId: id,
  where: `uid=${id}`,
  login: id,
  givenName: 'Anne',
  familyName: id.toUpperCase(),
  displayName: `Anne ${id.toUpperCase()}`,
  email: `${id}@example.org`,
  preferredLanguage: 'fr',
  organization: 'Hôpital\tNord\\',
  phoneNumber: null,
  active: true,
  memberships: [],
  assignments: [],
  ...more,
});
const member = (participation: 'peripheral' | 'active' | 'core', community = icane.id) => ({
  memberships: [{ community, participation, from: null, until: null }],
});

async function* told(
  records: readonly SourceRecord[],
  extra: readonly SourceEvent[],
  partial: boolean,
): AsyncGenerator<SourceEvent> {
  for (const one of records) yield { kind: 'record', record: one };
  yield* extra;
  if (partial) yield { kind: 'end', state: 'partial', error: new Error('the line went dead') };
  else {
    const filled = { email: records.length, organization: records.length, login: records.length };
    yield {
      kind: 'end',
      state: 'complete',
      shape: { scope: 'ou=people', idField: 'entryUUID', records: records.length, filled },
    };
  }
}
async function run(
  records: readonly SourceRecord[],
  {
    extra = [],
    partial = false,
    ...settings
  }: Partial<SourceSettings> & { extra?: readonly SourceEvent[]; partial?: boolean } = {},
) {
  const staged = await stageSourceRun(
    store(),
    { source: ldap, mode: 'source', ...settings },
    told(records, extra, partial),
  );
  const applied = await applyStagedRun(store(), staged, { at });
  return {
    ...applied,
    counts: staged.counts,
    codes: staged.findings.map(({ message }) => message.code),
    findings: staged.findings,
  };
}
const personOf = (id: string) => findPersonByRecord(store(), ldap, id);
const claims = async (id: string) =>
  (await readMemberships(store(), { people: [(await personOf(id))!.id] })).map(
    ({ community, participation, from, until, origin }) =>
      [community, participation, from, String(until), origin.kind].join(' '),
  );

describe('a source', () => {
  it('brings new people once, with one audit record each and no name in it', async () => {
    expect(await run([record('a'), record('b')])).toMatchObject({
      state: 'applied',
      people: 2,
      counts: { read: 2, new: 2, live: 0 },
    });
    expect(await personOf('a')).toMatchObject({
      displayName: 'Anne A',
      email: 'a@example.org',
      organization: 'Hôpital\tNord\\',
      records: [{ source: 'ldap', externalId: 'a', login: 'a' }],
    });
    const created = await readAudit(store(), { action: 'person.created', actor: 'source:ldap' });
    expect(created).toHaveLength(2);
    expect(JSON.stringify(created)).not.toMatch(/Anne|example\.org/);
    expect(await run([record('a'), record('b')])).toMatchObject({
      state: 'unchanged',
      act: null,
      counts: { unchanged: 2 },
    });
    expect((await readSourceRuns(store(), ldap)).map(({ state }) => state)).toEqual(['unchanged', 'applied']);
  });

  it('changes what it tells anew, and says which fields', async () => {
    await run([record('a')]);
    await run([record('a', { familyName: 'Nowak', email: 'nowak@example.org' })]);
    expect(await personOf('a')).toMatchObject({ familyName: 'Nowak', email: 'nowak@example.org' });
    const [audited] = await readAudit(store(), { action: 'person.changed' });
    expect(audited?.data).toEqual({ source: 'ldap', fields: ['email', 'familyName'] });
  });

  it('does not wipe a field that it no longer carries at all', async () => {
    await run([record('a')]);
    const bare = { ...record('a'), organization: null, familyName: 'Nowak' };
    const events: SourceEvent[] = [{ kind: 'record', record: bare }];
    async function* reading() {
      yield* events;
      yield {
        kind: 'end',
        state: 'complete',
        shape: { scope: '', idField: '', records: 1, filled: { email: 1 } },
      } as const;
    }
    const staged = await stageSourceRun(store(), { source: ldap, mode: 'source' }, reading());
    await applyStagedRun(store(), staged, { at });
    expect(await personOf('a')).toMatchObject({ familyName: 'Nowak', organization: 'Hôpital\tNord\\' });
  });

  it('lets those depart whom it tells no longer, ends their claims, and takes them back', async () => {
    await run([record('a', member('core')), record('b')]);
    expect(await run([record('b')])).toMatchObject({ counts: { vanished: 1, unchanged: 1, live: 2 } });
    // It began today and was withdrawn today: nothing stays but the record of it.
    expect(await personOf('a')).toMatchObject({ state: 'departed', records: [] });
    expect(await claims('a')).toEqual([]);
    expect((await run([record('a', member('core')), record('b')])).counts).toMatchObject({
      reappeared: 1,
      goneLately: 1,
    });
    expect(await personOf('a')).toMatchObject({ state: 'active' });
    expect(await claims('a')).toEqual(['icane core 2027-05-10 null source']);
  });

  it('removes nobody after a reading that broke off, or that could not use a record', async () => {
    await run([record('a'), record('b')]);
    const rejected = {
      kind: 'rejected',
      where: 'uid=a',
      externalId: 'a',
      reason: { code: 'csv.bad-line', params: {} },
    } as const;
    expect((await run([record('b')], { partial: true })).counts.vanished).toBe(0);
    expect((await run([record('b')], { extra: [rejected] })).counts.vanished).toBe(0);
    expect((await run([record('b')], { extra: [{ ...rejected, externalId: null }] })).counts.vanished).toBe(0);
    expect((await readSourceRuns(store(), ldap))[0]?.findings).toHaveLength(1);
    expect((await run([record('b')])).counts.vanished).toBe(1);
  });

  it('lets somebody depart whose account there is locked, and a suspension stay a suspension', async () => {
    await run([record('a'), record('b')]);
    await testAct(store(), async (tx) => suspendPerson(tx, (await personOf('b'))!.id));
    await run([record('a', { active: false }), record('b', { familyName: 'New' })]);
    expect([(await personOf('a'))?.state, (await personOf('b'))?.state]).toEqual(['departed', 'suspended']);
    await run([record('a'), record('b')]);
    expect([(await personOf('a'))?.state, (await personOf('b'))?.state]).toEqual(['active', 'suspended']);
  });

  it('does not fetch back whom a person has let depart', async () => {
    await run([record('a')]);
    await testAct(store(), async (tx) => departPerson(tx, (await personOf('a'))!.id));
    await run([record('a', { familyName: 'New' })]);
    expect((await personOf('a'))?.state).toBe('departed');
  });

  it('makes, changes and ends its own claims and nobody else’s', async () => {
    const role = { assignments: [{ community: icane.id, role: roleId('expert'), from: null, until: null }] };
    await run([record('a', { ...member('active'), ...role })]);
    const person = (await personOf('a'))!.id;
    await testAct(store(), (tx) =>
      enrol(tx, {
        person,
        community: icane.id,
        participation: 'peripheral',
        from: '2027-01-01',
        origin: { kind: 'hand' },
        at,
      }),
    );
    expect(await readAssignments(store(), { people: [person] })).toMatchObject([
      { role: 'expert', origin: { source: 'ldap' } },
    ]);
    await run([record('a', member('core'))]);
    expect(await claims('a')).toEqual(['icane peripheral 2027-01-01 null hand', 'icane core 2027-05-10 null source']);
    expect(await readAssignments(store(), { people: [person] })).toEqual([]);
    await run([
      record('a', {
        memberships: [{ community: icane.id, participation: 'core', from: '2027-02-01', until: '2027-12-31' }],
      }),
    ]);
    expect(await claims('a')).toEqual([
      'icane peripheral 2027-01-01 null hand',
      'icane core 2027-02-01 2027-12-31 source',
    ]);
    await run([record('a')]);
    expect(await claims('a')).toEqual([
      'icane peripheral 2027-01-01 null hand',
      'icane core 2027-02-01 2027-05-09 source',
    ]);
    const [audited] = await readAudit(store(), { person, action: 'person.claims-changed', limit: 1 });
    expect(audited?.data).toEqual({ source: 'ldap', unenrolled: [{ community: 'icane', as: 'core' }] });
  });

  it('takes the level nearest to the centre when it tells two', async () => {
    await run([record('a', { memberships: [...member('peripheral').memberships, ...member('core').memberships] })]);
    expect(await claims('a')).toEqual(['icane core 2027-05-10 null source']);
  });

  it('says which communities and roles it does not know, and makes the claim as soon as they exist', async () => {
    const claimed = {
      ...member('core', communityId('later')),
      assignments: [{ community: icane.id, role: roleId('pilote'), from: null, until: null }],
    };
    expect((await run([record('a', claimed)])).codes).toEqual(['source.unknown-role', 'source.unknown-community']);
    expect(await run([record('a', claimed)])).toMatchObject({ state: 'unchanged' });
    await putSample(store(), [sampleCommunity('later')], 0);
    await run([record('a', claimed)]);
    expect(await claims('a')).toEqual(['later core 2027-05-10 null source']);
  });
});

describe('two records, one address', () => {
  it('of one source: the second waits until a person settles it', async () => {
    const both = [record('a'), record('b', { email: 'A@example.org' })];
    expect(await run(both)).toMatchObject({ counts: { new: 1, refused: 1 }, codes: ['source.duplicate-address'] });
    expect(await run(both)).toMatchObject({ state: 'unchanged', codes: ['source.duplicate-address'] });
    await testAct(store(), (tx) => recordIsSomebodyElse(tx, { source: ldap, externalId: 'b' }));
    expect(await run(both)).toMatchObject({ counts: { new: 1, refused: 0 }, codes: [] });
    expect((await personOf('b'))?.id).not.toBe((await personOf('a'))?.id);
  });

  it('of a person known by hand: a match is proposed, and made by a person only', async () => {
    const known = samplePersonId(1);
    const records = [record('a', { email: 'Person-1@example.org', ...member('active') })];
    const first = await run(records);
    expect(first.findings).toMatchObject([
      { message: { code: 'source.same-address' }, person: known, externalId: 'a' },
    ]);
    expect(await personOf('a')).toBeNull();
    await testAct(store(), (tx) => recordIsPerson(tx, { source: ldap, externalId: 'a', person: known }));
    await run(records);
    expect(await personOf('a')).toMatchObject({ id: known, familyName: 'A' });
    expect(await claims('a')).toEqual(['icane active 2027-05-10 null source']);
  });

  it('never hold up a departure: everything but the address is taken', async () => {
    await run([record('a'), record('b')]);
    const clashing = [record('a'), record('b', { email: 'a@example.org', active: false })];
    expect((await run(clashing)).codes).toEqual(['source.duplicate-address']);
    expect(await personOf('b')).toMatchObject({ state: 'departed', email: 'b@example.org' });
  });

  it('may be passed on within one reading', async () => {
    await run([record('a'), record('b')]);
    await run([record('a', { email: 'new@example.org' }), record('b', { email: 'a@example.org' })]);
    expect([(await personOf('a'))?.email, (await personOf('b'))?.email]).toEqual(['new@example.org', 'a@example.org']);
  });

  it('and one id: the second line is left aside', async () => {
    expect(await run([record('a'), record('a', { email: 'other@example.org' })])).toMatchObject({
      counts: { new: 1, refused: 1 },
      codes: ['source.duplicate-id'],
    });
  });
});

describe('an import', () => {
  it('recognises people by their address, adds claims by hand and ends nothing', async () => {
    const known = samplePersonId(1);
    const lines = [record('1', { email: 'PERSON-1@example.org', ...member('active') }), record('2', member('core'))];
    const settings = { mode: 'import', source: sourceId('csv') } as const;
    expect(await run(lines, settings)).toMatchObject({ people: 2, counts: { new: 1, changed: 1 } });
    expect(await readMemberships(store(), { people: [known] })).toMatchObject([
      { participation: 'active', origin: { kind: 'hand' } },
    ]);
    expect(await run(lines, settings)).toMatchObject({ state: 'unchanged', people: 0 });
    await run(lines.slice(1), settings);
    expect(await readMemberships(store(), { people: [known] })).toMatchObject([{ until: null }]);
  });

  it('does not write over what a source vouches for', async () => {
    await run([record('a')]);
    await run([record('x', { email: 'a@example.org', familyName: 'Typo', ...member('core') })], {
      mode: 'import',
      source: sourceId('csv'),
    });
    expect(await personOf('a')).toMatchObject({ familyName: 'A' });
    expect(await claims('a')).toEqual(['icane core 2027-05-10 null hand']);
  });

  it('refuses a line without an address', async () => {
    expect((await run([record('a', { email: null })], { mode: 'import' })).codes).toEqual(['source.no-address']);
  });
});

describe('a run', () => {
  it('waits for its turn: two of one source never mix', async () => {
    const staged = await stageSourceRun(store(), { source: ldap, mode: 'source' }, told([record('a')], [], false));
    await expect(run([record('a')])).rejects.toMatchObject({ reasons: [{ code: 'source.busy' }] });
    await staged.discard('blocked', [{ rule: 'shape' }]);
    expect((await readSourceRuns(store(), ldap))[0]).toMatchObject({ state: 'blocked', findings: [{ rule: 'shape' }] });
    expect(await personOf('a')).toBeNull();
    expect(await run([record('a')])).toMatchObject({ state: 'applied' });
  });

  it('whose source throws is failed, and leaves nothing', async () => {
    async function* broken(): AsyncGenerator<SourceEvent> {
      yield { kind: 'record', record: record('a') };
      throw new Error('out of memory');
    }
    await expect(stageSourceRun(store(), { source: ldap, mode: 'source' }, broken())).rejects.toThrow('out of memory');
    expect((await readSourceRuns(store(), ldap))[0]?.state).toBe('failed');
    expect(await run([record('a')])).toMatchObject({ counts: { new: 1 } });
  });

  it('takes the person’s id from the record where that is asked for and free', async () => {
    const uuid = 'AAAAAAAA-0000-4000-8000-000000000001';
    await run([record(uuid, { email: null }), record('no-uuid')], { personIdFrom: 'anchor' });
    expect((await personOf(uuid))?.id).toBe(uuid.toLowerCase());
    await testAct(store(), (tx) => createPerson(tx, { id: samplePersonId(50), givenName: 'X', familyName: 'Y' }));
    await run([record(samplePersonId(50))], { personIdFrom: 'anchor', source: sourceId('other') });
    expect((await findPersonByRecord(store(), sourceId('other'), samplePersonId(50)))?.id).not.toBe(samplePersonId(50));
  });
});
