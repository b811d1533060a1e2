import type { Outcome } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { communityId, groupKey, personId, spaceKey, type Change } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  fakeNextcloud,
  folderAnswer,
  lineOf,
  ocsAnswer,
  type FakeNextcloud,
} from './testing/fake-nextcloud.ts';

const person = personId('11111111-2222-4333-8444-555555555555');
const community = communityId('icane');
const core = groupKey(community, 'participation:core');
const space = spaceKey(community, 'files');
const profile = {
  displayName: 'Zoé Œuvrard',
  givenName: 'Zoé',
  familyName: 'Œuvrard',
  email: 'Zoe@Example.org',
  language: 'fr',
} as const;
const create: Change = { kind: 'account', verb: 'create', person, mode: 'create', profile, hint: null };
const join: Change = {
  kind: 'membership',
  verb: 'change',
  person,
  community,
  add: [core],
  remove: [],
  direction: 'raise',
};
const userPath = `/ocs/v2.php/cloud/users/${person}`;
const users = 'POST /ocs/v2.php/cloud/users';
const user = (changes: Readonly<Record<string, unknown>> = {}) => ({
  id: person,
  enabled: true,
  displayname: 'Zoé Œuvrard',
  email: 'zoe@example.org',
  language: 'fr',
  groups: [],
  backend: 'Database',
  ...changes,
});

const apply = (
  { target }: FakeNextcloud,
  changes: readonly Change[],
  options: { readonly attemptedBefore?: boolean; readonly account?: string } = {},
): Promise<readonly Outcome[]> =>
  target.apply(
    {
      object: 'object',
      operations: changes.map((change, index) => ({
        id: String(index),
        change,
        attemptedBefore: options.attemptedBefore ?? false,
      })),
      natives: {
        accounts: options.account === undefined ? {} : { [person]: options.account },
        groups: { [core]: 'icane-core' },
        spaces: { [space]: '7' },
      },
    },
    testCall(),
  );
const told = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map((outcome) => (outcome.result === 'failed' ? outcome.error.code : outcome.result));
const errorOf = (outcomes: readonly Outcome[]) => {
  const [outcome] = outcomes;
  if (outcome?.result !== 'failed') throw new Error('it did not fail');
  return outcome.error;
};

describe('a new account', () => {
  test('is one call with every field and all groups, and a password that nobody knows', async () => {
    const fake = fakeNextcloud({ [users]: ocsAnswer({ id: person }) });
    expect(told(await apply(fake, [create, join]))).toEqual(['applied', 'applied']);
    expect(fake.http.sent.map(lineOf)).toEqual([users]);
    const body = bodyOf(fake.http.sent[0]);
    expect(body).toMatchObject({
      userid: person,
      displayName: 'Zoé Œuvrard',
      email: 'Zoe@Example.org',
      language: 'fr',
      groups: ['icane-core'],
    });
    expect(body).toHaveProperty('password', expect.stringMatching(/.{40,}/));
  });

  test.each([
    ['refused half-way', ocsAnswer([], 101, 'Bad request')],
    ['broken half-way', { status: 500, json: { message: 'x' } }],
  ])('that was %s is found and gets what is missing, and only that', async (_, answer) => {
    const fake = fakeNextcloud({
      [users]: answer,
      [`GET ${userPath}`]: ocsAnswer(user({ email: null })),
      [`PUT ${userPath}`]: ocsAnswer([]),
      [`POST ${userPath}/groups`]: ocsAnswer([]),
      'GET /ocs/v2.php/cloud/groups/admin/users': ocsAnswer({ users: [] }),
    });
    expect(told(await apply(fake, [create, join], { attemptedBefore: true }))).toEqual(['applied', 'applied']);
    const edits = fake.http.sent.filter(({ method }) => method === 'PUT');
    expect(edits.map(bodyOf)).toEqual([{ key: 'email', value: 'Zoe@Example.org' }]);
    expect(edits[0]?.bucket).toBe('edits');
    expect(fake.http.sent.map(lineOf)).toContain(`POST ${userPath}/groups`);
  });

  test('that broke before anything was made is told, and nothing of it is in its groups', async () => {
    const fake = fakeNextcloud({ [users]: { status: 500, json: { message: 'x' } } });
    expect(told(await apply(fake, [create, join]))).toEqual(['server-error', 'server-error']);
    expect(fake.http.sent.map(lineOf)).toEqual([users, `GET ${userPath}`]);
  });

  test('is never an administrator who happens to have that id', async () => {
    const fake = fakeNextcloud({
      [users]: ocsAnswer([], 102),
      [`GET ${userPath}`]: ocsAnswer(user({ groups: ['admin'], displayname: 'Somebody' })),
    });
    expect(told(await apply(fake, [create]))).toEqual(['protected']);
    expect(fake.http.sent.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  test('waits for the next round when one of its groups has gone', async () => {
    expect(told(await apply(fakeNextcloud({ [users]: ocsAnswer([], 104) }), [create, join]))[0]).toBe('superseded');
  });

  test('has its long name cut, since Nextcloud would refuse all of it', async () => {
    const fake = fakeNextcloud({ [users]: ocsAnswer({ id: person }) });
    await apply(fake, [{ ...create, profile: { ...profile, displayName: 'é'.repeat(80) } }]);
    expect(bodyOf(fake.http.sent[0])).toHaveProperty('displayName', 'é'.repeat(64));
  });

  test('that the login app would never find stops the target: every further one would be as useless', async () => {
    const fake = fakeNextcloud(
      { 'POST /ocs/v2.php/apps/user_oidc/api/v1/user': ocsAnswer({ user_id: 'f00d'.repeat(16) }) },
      { accounts: { mode: 'provision', oidcProviderId: 3 } },
    );
    const outcomes = await apply(fake, [{ ...create, mode: 'provision' }]);
    expect(errorOf(outcomes)).toMatchObject({ code: 'rejected', scope: 'target', retry: 'never' });
  });

  test('is awaited until the identity side has made it; a mere login of a local account is not believed', async () => {
    const hint = { login: 'zoe', anchor: 'aaaaaaaa-0000-4000-8000-000000000001' };
    const awaited: Change = { ...create, mode: 'await', hint };
    const found = (backend: string) =>
      fakeNextcloud({ 'GET /ocs/v2.php/cloud/users/zoe': ocsAnswer(user({ id: 'zoe', backend })) });
    expect(told(await apply(fakeNextcloud({}), [awaited]))).toEqual(['awaiting']);
    expect(told(await apply(found('Database'), [awaited]))).toEqual(['awaiting']);
    const ldap = found('LDAP');
    expect((await apply(ldap, [awaited]))[0]).toMatchObject({ result: 'applied', native: 'zoe' });
  });
});

describe('rations', () => {
  const update: Change = { kind: 'account', verb: 'update', person, profile, fields: ['email'] };
  const answers = (edit: Parameters<typeof fakeNextcloud>[0][string]) => ({
    'GET /ocs/v2.php/cloud/groups/admin/users': ocsAnswer({ users: ['root'] }),
    [`GET ${userPath}`]: ocsAnswer(user({ email: 'old@example.org' })),
    [`PUT ${userPath}`]: edit,
  });

  test('an empty 429 says when: ten minutes on, for this kind of call only', async () => {
    const fake = fakeNextcloud(answers({ status: 429, text: '' }));
    const error = errorOf(await apply(fake, [update], { account: person }));
    expect(error).toMatchObject({ code: 'rate-limited', scope: 'operation', retry: { at: fake.now + 600_000 } });
  });

  test('the lock-out after failed logins concerns everything, for half an hour', async () => {
    const fake = fakeNextcloud(answers({ ...ocsAnswer([], 429), status: 429 }));
    const error = errorOf(await apply(fake, [update], { account: person }));
    expect(error).toMatchObject({ code: 'rate-limited', scope: 'target', retry: { at: fake.now + 1_800_000 } });
  });

  test('are not spent where the administrator has lifted them', async () => {
    const fake = fakeNextcloud(answers(ocsAnswer([])), { rateLimitLifted: true });
    expect(told(await apply(fake, [update], { account: person }))).toEqual(['applied']);
    expect(fake.http.sent.every(({ bucket }) => bucket === undefined)).toBe(true);
  });

  test('an edit that would change nothing is not sent', async () => {
    const fake = fakeNextcloud({ ...answers(ocsAnswer([])), [`GET ${userPath}`]: ocsAnswer(user()) });
    expect(told(await apply(fake, [update], { account: person }))).toEqual(['already']);
    expect(fake.http.sent.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

describe('grants', () => {
  const folder = (groups: Readonly<Record<string, number>>) => folderAnswer({ id: 7, mount_point: 'ICANE', groups });
  const path = '/index.php/apps/groupfolders/folders/7';
  const lower: Change = {
    kind: 'grant',
    verb: 'change',
    space,
    direction: 'lower',
    grants: [{ group: core, level: 'read' }],
  };

  test('are believed when read back, not when answered', async () => {
    const fake = fakeNextcloud({
      [`GET ${path}`]: folder({ 'icane-core': 15, foreign: 31 }),
      [`POST ${path}/groups/icane-core`]: folderAnswer({ success: true }),
    });
    expect(errorOf(await apply(fake, [lower]))).toMatchObject({ code: 'unexpected-answer', retry: 'backoff' });
    expect(fake.http.sent.filter(({ url }) => url.includes('foreign'))).toEqual([]);
  });

  test('a lowering gives nothing to a group that somebody else has taken out meanwhile', async () => {
    const fake = fakeNextcloud({ [`GET ${path}`]: folder({ foreign: 31 }) });
    expect(told(await apply(fake, [lower]))).toEqual(['superseded']);
    expect(fake.http.sent.map(lineOf)).toEqual([`GET ${path}`]);
  });

  test('of the administrators are out of reach', async () => {
    const fake = fakeNextcloud({ [`GET ${path}`]: folder({}) });
    const [outcome] = await fake.target.apply(
      {
        object: 'x',
        operations: [{ id: 'a', change: lower, attemptedBefore: false }],
        natives: { accounts: {}, groups: { [core]: 'admin' }, spaces: { [space]: '7' } },
      },
      testCall(),
    );
    expect(outcome).toMatchObject({ result: 'failed', error: { code: 'protected' } });
  });
});

test('the app password stands in no error, whatever Nextcloud echoes', async () => {
  const fake = fakeNextcloud({
    [users]: (request) =>
      ocsAnswer([], 107, `no good: ${String(request.headers?.['authorization'])} ${String(request.body)}`),
  });
  const error = errorOf(await apply(fake, [create]));
  expect(error.code).toBe('rejected');
  expect(error.message).not.toContain('a1B2a1B2');
  expect(error.message).not.toMatch(/aA1!/);
  expect(error.message).not.toMatch(/Basic [A-Za-z0-9]/);
});

test('accounts named in the settings are protected without asking anybody', async () => {
  const fake = fakeNextcloud({});
  const change: Change = { kind: 'account', verb: 'disable', person };
  expect(told(await apply(fake, [change], { account: 'Director' }))).toEqual(['protected']);
  expect(fake.http.sent).toEqual([]);
});
