import {
  communityId,
  defaultSettings,
  roleId,
  roleStation,
  sourceId,
  startOf,
  targetId,
  type Community,
  type LocalDate,
  type Participation,
} from '@passerelle/model';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readMemberships } from '../claims/read-claims.ts';
import { setTurn } from '../assignments/turns.ts';
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
import type { CommunitiesFile } from './communities-file.ts';
import { exportCommunities } from './export-communities.ts';
import { loadCommunities } from './load-communities.ts';

let database: TestDatabase | undefined;
const store = () => database!.store;
const at = startOf('2027-05-10', 'Europe/Brussels');
beforeEach(async () => {
  await database?.drop();
  database = await testDatabase();
  await putSample(database.store, [], 6);
  await database.store.pool.query(
    `insert into person_record (source, external_id, person, login, digest)
     values ('ldap', 'entry-1', $1, 'Amelie.Lambert', ''), ('ldap', 'entry-2', $2, 'shared', ''), ('ldap', 'entry-3', $3, 'shared', '')`,
    [samplePersonId(1), samplePersonId(2), samplePersonId(3)],
  );
});
afterAll(() => database?.drop());

const load = (data: unknown, dryRun = false) => loadCommunities(store(), data, { actor: 'cli:test', at, dryRun });
const file = (...communities: CommunitiesFile['communities']): CommunitiesFile => ({ version: 1, communities });
const entry = {
  slug: 'icane',
  name: 'ICANE',
  purpose: 'Accompagner.',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
} as const;
const full: CommunitiesFile = file(
  { ...entry, slug: 'icane-documents', parent: 'icane' },
  {
    ...entry,
    roles: [{ slug: 'responsable-documentaire', name: 'Responsable documentaire', access: { files: 'manage' } }],
    access: { peripheral: { files: 'write' }, expert: { pads: 'none' } },
    tools: { files: { target: 'nextcloud' } },
    settings: { handoverOverlap: 7 },
    members: [
      { person: 'ldap:amelie.lambert', participation: 'core' },
      { person: 'person-4@example.org', participation: 'active', until: '2025-06-30' },
      { person: 'PERSON-5@example.org', participation: 'peripheral', from: '2031-01-01' },
    ],
    assignments: [
      { role: 'technicien', person: 'ldap:amelie.lambert' },
      {
        role: 'technicien',
        person: 'person-4@example.org',
        deputyFor: 'ldap:amelie.lambert',
        from: '2027-01-01',
        until: '2027-12-31',
      },
    ],
    rotations: [{ role: 'secretaire', turns: [{ meeting: '2027-06-15', person: 'person-4@example.org' }] }],
  },
);

describe('a file of communities', () => {
  it('comes back from the store as it went in, parents before or after their groups', async () => {
    await load(full);
    const exported = await exportCommunities(store());
    expect(exported.communities.map(({ slug }) => slug)).toEqual(['icane', 'icane-documents']);
    expect(exported.communities[1]).toEqual(full.communities[0]);
    expect(exported.communities[0]).toEqual({
      ...full.communities[1],
      // Names are those of the store: the login as the directory writes it, the address as its owner does.
      members: [
        { person: 'ldap:Amelie.Lambert', participation: 'core' },
        { person: 'person-4@example.org', participation: 'active', until: '2025-06-30' },
        { person: 'person-5@example.org', participation: 'peripheral', from: '2031-01-01' },
      ],
      assignments: [
        { role: 'technicien', person: 'ldap:Amelie.Lambert' },
        {
          role: 'technicien',
          person: 'person-4@example.org',
          from: '2027-01-01',
          until: '2027-12-31',
          deputyFor: 'ldap:Amelie.Lambert',
        },
      ],
    });
  });

  it('changes nothing when it is loaded again, and leaves no act', async () => {
    await load(full);
    const acts = async () => (await store().pool.query<{ n: number }>('select count(*) as n from act')).rows[0]!.n;
    const before = await acts();
    expect((await load(full)).unchanged).toBe(true);
    expect((await load(await exportCommunities(store()))).unchanged).toBe(true);
    expect(await acts()).toBe(before);
  });

  it('says what it would change without changing it', async () => {
    await load(full);
    const less = file({
      ...full.communities[1]!,
      name: 'ICANE 2',
      members: full.communities[1]!.members!.slice(0, 1),
      rotations: [],
    });
    const { plan } = await load(less, true);
    expect(plan.communities.changed.map(({ name }) => name)).toEqual(['ICANE 2']);
    // Whose membership is over already stays in the history.
    expect(plan.memberships.end.map(({ person }) => person)).toEqual([samplePersonId(5)]);
    expect((await exportCommunities(store())).communities[0]?.name).toBe('ICANE');
    await load(less);
    expect((await load(less)).unchanged).toBe(true);
  });

  it('ends only the claims of the file', async () => {
    await load(full);
    const hand = { participation: 'core', origin: { kind: 'hand' }, at } as const;
    await testAct(store(), (tx) => enrol(tx, { ...hand, person: samplePersonId(5), community: communityId('icane') }));
    await load(file({ ...full.communities[1]!, members: [], assignments: [] }));
    const left = await readMemberships(store(), { people: [samplePersonId(5)] });
    expect(left.map(({ origin }) => origin.kind)).toEqual(['hand']);
  });

  it('names everybody whom it does not know, and writes nothing', async () => {
    const members = ['nobody@example.org', 'ldap:nobody', 'ldap:shared', 'id:00000000-0000-4000-8000-000000000999'];
    const wrong = file({ ...entry, members: members.map((person) => ({ person, participation: 'core' as const })) });
    const refusal = await load(wrong).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(String(refusal)).toContain('nobody@example.org, ldap:nobody, id:00000000-0000-4000-8000-000000000999');
    expect(String(refusal)).toContain('ldap:shared');
    expect((await exportCommunities(store())).communities).toEqual([]);
  });

  it.each<[string, Partial<CommunitiesFile['communities'][number]>]>([
    ['role.unknown', { assignments: [{ role: 'pilote', person: 'person-1@example.org' }] }],
    ['parent.unknown', { parent: 'elsewhere' }],
    ['community.unknown-zone', { zone: 'Europe/Atlantis' }],
    [
      'period.backwards',
      { members: [{ person: 'person-1@example.org', participation: 'core', from: '2027-02-01', until: '2027-01-01' }] },
    ],
    [
      'deputy.of-nobody',
      { assignments: [{ role: 'technicien', person: 'person-1@example.org', deputyFor: 'person-2@example.org' }] },
    ],
    ['policy.unknown-level', { access: { core: { files: 'everything' } } }],
  ])('is refused as a whole for %s', async (code, wrong) => {
    const refusal = await load(file({ ...entry, slug: 'other' }, { ...entry, ...wrong })).catch(
      (error: unknown) => error,
    );
    expect((refusal as Refusal).reasons.map((reason) => reason.code)).toContain(code);
    expect((await exportCommunities(store())).communities).toEqual([]);
  });

  it('of another form is refused', async () => {
    await expect(load({ version: 2, communities: [] })).rejects.toThrow();
    await expect(load(file({ ...entry, surprise: 1 } as never))).rejects.toThrow();
  });

  it('loses nothing, whoever claimed what: an empty store becomes the same', async () => {
    const day = fc
      .integer({ min: 0, max: 700 })
      .map((n) => new Date(Date.UTC(2026, 6, 1 + n)).toISOString().slice(0, 10) as LocalDate);
    const claim = fc.record({
      person: fc.integer({ min: 1, max: 6 }),
      participation: fc.constantFrom<Participation>('core', 'active', 'peripheral'),
      origin: fc.constantFrom(
        { kind: 'hand' } as const,
        { kind: 'file' } as const,
        { kind: 'source', source: sourceId('ldap') } as const,
      ),
      from: day,
      until: fc.option(day),
    });
    const core = { 'participation:core': { files: 'manage' } } as const satisfies Community['access'];
    const ownCell: Community['access'] = { [roleStation(roleId('own-role'))]: { pads: 'edit' } } as Community['access'];
    const own: Community['access'] = { ...core, ...ownCell };
    const community = fc.record({
      name: fc.string({ minLength: 1 }).map((name) => `N ${name.replaceAll('\0', '')}`),
      zone: fc.constantFrom('Europe/Brussels', 'Pacific/Auckland'),
      access: fc.constantFrom<Community['access']>({}, own),
      tools: fc.constantFrom<Community['tools']>({}, { files: targetId('nextcloud') }),
      settings: fc.record({
        rotationBefore: fc.nat(20),
        rotationAfter: fc.constant(7),
        handoverOverlap: fc.constant(14),
      }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(claim, { maxLength: 12 }), community, async (claims, shape) => {
        const id = communityId('icane');
        await store().pool.query('truncate community, membership, assignment, rotation_turn');
        const ownRoles = [{ role: roleId('own-role'), name: 'Own' }];
        await putSample(
          store(),
          [sampleCommunity('icane', { ...shape, ownRoles, settings: { ...defaultSettings, ...shape.settings } })],
          0,
        );
        for (const { person, ...more } of claims) {
          if (more.until !== null && more.until < more.from) continue;
          const write = testAct(store(), (tx) =>
            enrol(tx, { person: samplePersonId(person), community: id, at, ...more }),
          );
          await write.catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
        }
        await testAct(store(), (tx) =>
          setTurn(tx, { community: id, role: roleId('own-role'), meeting: '2027-09-01', person: samplePersonId(1) }),
        );
        const exported = await exportCommunities(store());
        expect((await load(exported, true)).unchanged).toBe(true);
        await store().pool.query('truncate community, membership, assignment, rotation_turn');
        await load(JSON.parse(JSON.stringify(exported)));
        expect(await exportCommunities(store())).toEqual(exported);
      }),
      { numRuns: 12 },
    );
  });
});
