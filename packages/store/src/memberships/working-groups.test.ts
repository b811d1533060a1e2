import { communityId, sourceId, startOf, type LocalDate } from '@passerelle/model';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readMemberships } from '../claims/read-claims.ts';
import { putCommunity } from '../communities/put-community.ts';
import { loadCommunities } from '../exchange/load-communities.ts';
import { applyStagedRun } from '../sources/apply-staged-run.ts';
import type { SourceEvent, SourceSettings } from '../sources/source-record.ts';
import { stageSourceRun } from '../sources/stage-source-run.ts';
import { accessAsOf } from '../standings/access-as-of.ts';
import {
  putSample,
  sampleCommunity,
  samplePersonId,
  testAct,
  testDatabase,
  type TestDatabase,
} from '../testing/index.ts';
import { enrolWithParent } from './enrol-with-parent.ts';
import { enrol } from './enrol.ts';
import { unenrol } from './unenrol.ts';

let database: TestDatabase | undefined;
const store = () => database!.store;
const icane = sampleCommunity('icane');
const ethics = sampleCommunity('icane-ethique', { parent: icane.id });
const ana = samplePersonId(1);
const at = startOf('2027-05-10', icane.zone);
const byHand = { person: ana, origin: { kind: 'hand' }, at } as const;

beforeEach(async () => {
  await database?.drop();
  database = await testDatabase();
  await putSample(database.store, [icane, ethics], 2);
});
afterAll(() => database?.drop());

const claims = async () =>
  (await readMemberships(store(), { people: [ana] })).map(({ community, participation, until, origin }) =>
    [community, participation, until ?? 'open', origin.kind].join(' '),
  );
const join = (more: Partial<Parameters<typeof enrol>[1]> = {}) =>
  testAct(store(), (tx) => enrolWithParent(tx, { ...byHand, community: ethics.id, participation: 'active', ...more }));
const standsOn = async (day: LocalDate): Promise<readonly string[]> =>
  store().transaction(async (tx) => {
    const found: string[] = [];
    for await (const { community } of accessAsOf(tx, { validOn: day, person: ana })) found.push(community);
    return found;
  });

describe('enrolling somebody in a working group', () => {
  it('enrols them in the community above it, at its outermost level and for as long, where they are not', async () => {
    const { parent, messages } = await join({ until: '2027-12-31' });
    expect(parent?.outcome).toBe('enrolled');
    expect(messages.map(({ code }) => code)).toEqual(['membership.parent-added']);
    expect(await claims()).toEqual(['icane peripheral 2027-12-31 hand', 'icane-ethique active 2027-12-31 hand']);
    expect(await standsOn('2027-05-10')).toEqual(['icane', 'icane-ethique']);
  });

  it('leaves whoever is there as they are', async () => {
    await testAct(store(), (tx) => enrol(tx, { ...byHand, community: icane.id, participation: 'core' }));
    expect(await join()).toMatchObject({ parent: null, messages: [] });
    expect(await claims()).toEqual(['icane core open hand', 'icane-ethique active open hand']);
  });

  it('ends with the parent: by itself where no end was asked for, and said so where a later one was', async () => {
    const until = '2027-06-30';
    await testAct(store(), (tx) => enrol(tx, { ...byHand, community: icane.id, participation: 'active', until }));
    expect((await join()).messages).toMatchObject([{ code: 'membership.ends-with-parent', params: { until } }]);
    expect(await claims()).toContain('icane-ethique active 2027-06-30 hand');
    const later = await join({ until: '2027-12-31' });
    expect(later.messages).toMatchObject([{ code: 'membership.outlasts-parent', params: { until } }]);
    expect(await claims()).toContain('icane-ethique active 2027-12-31 hand');
    // Whatever is claimed: who has left the parent has left its groups.
    expect(await standsOn('2027-06-30')).toEqual(['icane', 'icane-ethique']);
    expect(await standsOn('2027-07-01')).toEqual([]);
  });

  it('counts a membership of the parent that is over as none', async () => {
    const past = { from: '2026-01-01', until: '2026-12-31' } as const;
    await testAct(store(), (tx) => enrol(tx, { ...byHand, ...past, community: icane.id, participation: 'active' }));
    expect((await join()).parent?.outcome).toBe('enrolled');
    expect(await standsOn('2027-05-10')).toEqual(['icane', 'icane-ethique']);
  });
});

describe('a working group', () => {
  it('is told of in a file: members who are not in the parent, or not as long', async () => {
    const entry = (slug: string, person: string, until?: string) => ({
      slug,
      name: slug,
      modality: 'remote',
      stage: 'running',
      language: 'fr',
      zone: 'Europe/Brussels',
      ...(slug === 'icane' ? {} : { parent: 'icane' }),
      members: [{ person, participation: 'active', ...(until === undefined ? {} : { until }) }],
    });
    const load = (...communities: readonly object[]) =>
      loadCommunities(store(), { version: 1, communities }, { actor: 'system', at, dryRun: true });
    const codes = async (...entries: readonly object[]) =>
      (await load(...entries)).warnings
        .map(({ message }) => message.code)
        .filter((code) => code.startsWith('membership.'));
    const [one, two] = ['person-1@example.org', 'person-2@example.org'];
    expect(await codes(entry('icane', one), entry('icane-ethique', two))).toEqual(['membership.not-in-parent']);
    expect(await codes(entry('icane', one, '2027-06-30'), entry('icane-ethique', one))).toEqual([
      'membership.outlasts-parent',
    ]);
    expect(await codes(entry('icane', one), entry('icane-ethique', one, '2027-06-30'))).toEqual([]);
  });

  it('has a parent that exists, is no group itself, and is not below it', async () => {
    const put = (slug: string, parent: string) =>
      testAct(store(), (tx) => putCommunity(tx, sampleCommunity(slug, { parent: communityId(parent) })));
    await expect(put('other', 'nowhere')).rejects.toMatchObject({ reasons: [{ code: 'parent.unknown' }] });
    await expect(put('deeper', 'icane-ethique')).rejects.toMatchObject({ reasons: [{ code: 'parent.too-deep' }] });
    await expect(put('icane', 'icane-ethique')).rejects.toMatchObject({
      reasons: [{ code: 'parent.cycle' }, { code: 'parent.cycle' }],
    });
  });
});

describe('a source that names a working group', () => {
  const ldap = sourceId('ldap');
  async function* told(memberships: readonly string[]): AsyncGenerator<SourceEvent> {
    const names = { givenName: 'Person', familyName: '1', displayName: 'Person 1', email: 'person-1@example.org' };
    const rest = {
      preferredLanguage: 'fr',
      organization: null,
      phoneNumber: null,
      active: true,
      assignments: [],
    } as const;
    yield {
      kind: 'record',
      record: {
        externalId: 'p1',
        where: 'uid=p1',
        login: 'p1',
        ...names,
        ...rest,
        memberships: memberships.map((community) => ({
          community: communityId(community),
          participation: 'active',
          from: null,
          until: null,
        })),
      },
    };
    yield { kind: 'end', state: 'complete', shape: { scope: 'all', idField: 'id', records: 1, filled: { email: 1 } } };
  }
  const read = async (mode: SourceSettings['mode'], ...communities: readonly string[]) => {
    const staged = await stageSourceRun(store(), { source: ldap, mode }, told(communities));
    await applyStagedRun(store(), staged, { at });
    return staged.findings.map(({ message }) => message);
  };

  it('claims the parent too, at its outermost level, and ends both together', async () => {
    await testAct(store(), async (tx) => {
      await tx.client.query(
        `insert into person_record (source, external_id, person, digest) values ('ldap', 'p1', $1, '')`,
        [ana],
      );
    });
    expect(await read('source', 'icane-ethique')).toMatchObject([
      { code: 'source.parent-added', params: { community: 'icane-ethique', parent: 'icane', count: 1 } },
    ]);
    expect(await claims()).toEqual(['icane peripheral open source', 'icane-ethique active open source']);
    expect(await read('source', 'icane-ethique', 'icane')).toEqual([]);
    expect(await claims()).toEqual(['icane active open source', 'icane-ethique active open source']);
    await read('source');
    expect(await standsOn('2027-05-10')).toEqual([]);
  });

  it('is an import: nothing is changed for whoever is in the parent, whoever claims it', async () => {
    await testAct(store(), (tx) => enrol(tx, { ...byHand, community: icane.id, participation: 'core' }));
    expect(await read('import', 'icane-ethique')).toEqual([]);
    expect(await claims()).toEqual(['icane core open hand', 'icane-ethique active open hand']);
    await testAct(store(), (tx) => unenrol(tx, { ...byHand, community: icane.id, end: { at } }));
    expect(await read('import', 'icane-ethique')).toMatchObject([{ code: 'source.parent-added' }]);
    expect(await standsOn('2027-05-10')).toEqual(['icane', 'icane-ethique']);
  });
});
