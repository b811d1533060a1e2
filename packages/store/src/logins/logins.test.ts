import { communityId } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suspendPerson } from '../people/person-state.ts';
import { putSample, samplePersonId, testAct, testDatabase, type TestDatabase } from '../testing/index.ts';
import {
  confirmLoginSession,
  decideGuest,
  endLoginSession,
  endLoginSessions,
  findGuestLink,
  findGuestVisit,
  findLoginSession,
  guestLinksOf,
  guestsWaiting,
  keepLoginAttempt,
  knock,
  makeGuestLink,
  openLoginSession,
  revokeGuestLink,
  sweepLogins,
  takeLoginAttempt,
  useGuestLink,
  useOnce,
} from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await putSample(database.store, [], 4);
});
afterAll(() => database.drop());

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1000);
const issuer = 'https://login.example.org/realms/cop';
const open = (secret: string, number: number, sid: string, seconds = 60) =>
  openLoginSession(database.store, secret, {
    person: samplePersonId(number),
    issuer,
    subject: `subject-${number}`,
    sid,
    sealed: Buffer.from('sealed'),
    expiresAt: later(seconds),
  });

describe('sessions', () => {
  test('are found by what the cookie holds, and by nothing that the table holds', async () => {
    await open('one', 1, 'sid-1');
    expect(await findLoginSession(database.store, 'one')).toMatchObject({ person: samplePersonId(1), sid: 'sid-1' });
    const { rows } = await database.store.pool.query<{ id: Buffer }>(`select id from login_session`);
    for (const { id } of rows) {
      expect(await findLoginSession(database.store, id.toString('hex'))).toBeNull();
      expect(await findLoginSession(database.store, id.toString('utf8'))).toBeNull();
    }
  });

  test('end by themselves, by a log-out, and by the login service for one browser or for all', async () => {
    await open('old', 1, 'sid-2', -1);
    expect(await findLoginSession(database.store, 'old')).toBeNull();
    await open('two', 2, 'sid-3');
    await open('three', 2, 'sid-4');
    await endLoginSession(database.store, 'two');
    expect(await findLoginSession(database.store, 'two')).toBeNull();
    await open('four', 2, 'sid-5');
    expect(await endLoginSessions(database.store, issuer, { sid: 'sid-4' })).toBe(1);
    expect(await findLoginSession(database.store, 'three')).toBeNull();
    expect(await endLoginSessions(database.store, 'https://else.example', { subject: 'subject-2' })).toBe(0);
    expect(await endLoginSessions(database.store, issuer, { subject: 'subject-2' })).toBe(1);
    expect(await findLoginSession(database.store, 'four')).toBeNull();
  });

  test('do not outlast a suspension by one click', async () => {
    await open('five', 3, 'sid-6');
    expect(await findLoginSession(database.store, 'five')).not.toBeNull();
    await testAct(database.store, (tx) => suspendPerson(tx, samplePersonId(3)));
    expect(await findLoginSession(database.store, 'five')).toBeNull();
  });

  test('keep the tokens that a refresh brought', async () => {
    await open('six', 4, 'sid-7');
    const before = await findLoginSession(database.store, 'six');
    await confirmLoginSession(database.store, 'six', Buffer.from('newer'));
    const after = await findLoginSession(database.store, 'six');
    expect(after?.sealed.toString()).toBe('newer');
    expect(after?.confirmedAt.getTime()).toBeGreaterThanOrEqual(before?.confirmedAt.getTime() ?? Infinity);
  });
});

test('a login comes back once, and not too late', async () => {
  const attempt = { state: 's', nonce: 'n', verifier: 'v', returnTo: '/visio/icane' };
  await keepLoginAttempt(database.store, 'a', attempt, later(60));
  expect(await takeLoginAttempt(database.store, 'b')).toBeNull();
  expect(await takeLoginAttempt(database.store, 'a')).toEqual(attempt);
  expect(await takeLoginAttempt(database.store, 'a')).toBeNull();
  await keepLoginAttempt(database.store, 'late', attempt, later(-1));
  expect(await takeLoginAttempt(database.store, 'late')).toBeNull();
});

test('a value is used once for one purpose, also when two come at the same moment', async () => {
  const both = await Promise.all(
    ['x', 'x'].map((value) => useOnce(database.store, 'discourse:forum', value, later(60))),
  );
  expect(both.sort()).toEqual([false, true]);
  expect(await useOnce(database.store, 'discourse:other', 'x', later(60))).toBe(true);
  await useOnce(database.store, 'discourse:forum', 'gone', later(-1));
  await sweepLogins(database.store);
  const { rows } = await database.store.pool.query<{ value: string }>(`select value from used_once order by 1`);
  expect(rows.map(({ value }) => value)).toEqual(['x', 'x']);
});

test('a guest link opens until it ends or is revoked; its secret stands nowhere, nor does a guest', async () => {
  const community = communityId('icane');
  const made = {
    community,
    madeBy: samplePersonId(1),
    purpose: 'Jury',
    from: later(-1),
    until: later(3600),
    waits: true,
  };
  const id = await makeGuestLink(database.store, 'guest-secret', made);
  const link = await findGuestLink(database.store, 'guest-secret');
  expect(link).toMatchObject({ id, community, purpose: 'Jury', revoked: false, uses: 0 });
  if (link === null) throw new Error('unreachable');
  await useGuestLink(database.store, link);
  expect(await guestLinksOf(database.store, community, new Date())).toMatchObject([{ id, uses: 1 }]);
  const elsewhere = { id, community: communityId('other'), by: samplePersonId(2) };
  expect(await revokeGuestLink(database.store, elsewhere)).toBe(false);
  expect(await revokeGuestLink(database.store, { ...elsewhere, community })).toBe(true);
  expect((await findGuestLink(database.store, 'guest-secret'))?.revoked).toBe(true);
  expect(await guestLinksOf(database.store, community, new Date())).toEqual([]);
  const { rows } = await database.store.pool.query<{ text: string }>(
    `select string_agg(a::text, ' ') as text from audit a where action like 'guest-link.%'`,
  );
  expect(rows[0]?.text).toContain('guest-link.revoked');
  expect(rows[0]?.text).not.toContain('guest-secret');
});

test('a guest waits while their page is open, is decided about once, and comes in no more when the link is revoked', async () => {
  const community = communityId('icso');
  const by = samplePersonId(1);
  const made = { community, madeBy: by, purpose: '', from: later(-1), until: later(3600), waits: true };
  const link = await makeGuestLink(database.store, 'icso-link', made);
  const visit = await knock(database.store, 'page', { link, name: 'Mme Dupont', admitted: false });
  expect(await guestsWaiting(database.store, community, 30)).toMatchObject([{ id: visit, name: 'Mme Dupont' }]);
  expect(await guestsWaiting(database.store, community, -1)).toEqual([]);
  expect(await guestsWaiting(database.store, communityId('icane'), 30)).toEqual([]);
  const decision = { visit, community, by, verdict: 'admitted' } as const;
  expect(await decideGuest(database.store, { ...decision, community: communityId('icane') })).toBe(false);
  expect(await decideGuest(database.store, decision)).toBe(true);
  expect(await decideGuest(database.store, { ...decision, verdict: 'refused' })).toBe(false);
  expect(await findGuestVisit(database.store, 'page')).toMatchObject({ verdict: 'admitted' });
  await revokeGuestLink(database.store, { id: link, community, by });
  expect(await findGuestVisit(database.store, 'page')).toBeNull();
});
