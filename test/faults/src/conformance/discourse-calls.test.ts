import { randomUUID } from 'node:crypto';
import type { Outcome } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import {
  communityId,
  groupKey,
  participationStation,
  personId,
  spaceKey,
  type AccountCreate,
  type Change,
  type GroupKey,
  type MembershipChange,
  type PersonId,
} from '@passerelle/model';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeForums, openForum, results, type Forum } from './discourse-forum.ts';

const community = communityId('icane');
const core = groupKey(community, participationStation('core'));
const active = groupKey(community, participationStation('active'));
const mainForum = spaceKey(community, 'forum');

afterEach(closeForums);

const someone = (number: number): AccountCreate => ({
  kind: 'account',
  verb: 'create',
  mode: 'create',
  person: personId(randomUUID()),
  profile: {
    displayName: `Zoé Œuvrard ${number}`,
    givenName: 'Zoé',
    familyName: `Œuvrard ${number}`,
    email: `zoe.${number}@example.org`,
    language: 'fr',
  },
  hint: null,
});
const change = (
  person: PersonId,
  add: readonly GroupKey[],
  remove: readonly GroupKey[] = [],
  direction: 'raise' | 'lower' = 'raise',
): MembershipChange => ({ kind: 'membership', verb: 'change', person, community, add, remove, direction });
const group = (key: GroupKey, name: string): Change => ({
  kind: 'group',
  verb: 'create',
  group: key,
  name,
  label: name,
});
const space: Change = {
  kind: 'space',
  verb: 'create',
  space: mainForum,
  name: 'ICANE',
  label: 'ICANE',
  grants: [
    { group: active, level: 'create' },
    { group: core, level: 'moderate' },
  ],
};
const makeGroups = async (forum: Forum): Promise<void> => {
  await forum.apply([group(core, 'cop-icane-core')]);
  await forum.apply([group(active, 'cop-icane-active')]);
};
const readAll = async ({ target, natives }: Forum) => {
  const spaces = Object.values(natives.spaces).map((native) => ({ tool: 'forum', native }) as const);
  const groups = Object.values(natives.groups);
  const seen = [];
  for await (const event of target.observe({ extent: 'full', groups, spaces, awaited: [] }, testCall()))
    seen.push(event);
  return seen;
};
const usersOf = (forum: Forum, key: GroupKey): readonly string[] => {
  const native = forum.natives.groups[key];
  return [...(forum.server.state.groups.get(Number(native))?.members.keys() ?? [])].map(String);
};

describe('the fewest calls', () => {
  let forum: Forum;
  beforeEach(async () => {
    forum = await openForum({}, { dataExplorer: { accounts: 901, categories: 902 } });
    await forum.target.mark?.write('store:1', testCall());
    await readAll(forum);
  });

  test('forty new people in a new community: forty, one for each group and category, three for its first topics', async () => {
    const people = Array.from({ length: 40 }, (_, index) => someone(index));
    const calls = await forum.calls(async () => {
      await makeGroups(forum);
      for (const each of people) {
        expect(results(await forum.apply([each, change(each.person, [core, active])]))).toEqual(['applied', 'applied']);
      }
      expect(results(await forum.apply([space]))).toEqual(['applied']);
    });
    expect(calls).toHaveLength(40 + 2 + 1 + 3);
    expect(usersOf(forum, core)).toHaveLength(40);
    expect(usersOf(forum, active)).toHaveLength(40);
  });

  test('known people: one call for each group and thousand of them, each with an outcome of their own', async () => {
    await makeGroups(forum);
    const people = Array.from({ length: 120 }, (_, index) => someone(index));
    for (const each of people) await forum.apply([each]);
    const joins = people.map(({ person }) => change(person, [core, active]));
    const gone = personId(randomUUID());
    forum.natives.accounts[gone] = '99999';
    let outcomes: readonly Outcome[] = [];
    const calls = await forum.calls(async () => {
      outcomes = await forum.apply(joins);
    });
    expect(calls).toEqual(['PUT /groups/:id/members', 'PUT /groups/:id/members']);
    expect(new Set(results(outcomes))).toEqual(new Set(['applied']));
    // All of them are members now: Discourse refuses, in words of its own language, and that is a success.
    expect(new Set(results(await forum.apply(joins)))).toEqual(new Set(['already']));
    // Somebody whose account is gone spoils nobody else's change.
    const mixed = [...joins.slice(0, 5), change(gone, [core])];
    expect(results(await forum.apply(mixed)).at(-1)).toBe('superseded');
    const leaves = people.map(({ person }) => change(person, [], [core, active], 'lower'));
    const leaving = await forum.calls(async () => {
      expect(new Set(results(await forum.apply(leaves)))).toEqual(new Set(['applied']));
    });
    expect(leaving).toEqual(['DELETE /groups/:id/members', 'DELETE /groups/:id/members']);
    expect(usersOf(forum, core)).toEqual([]);
  });

  test('a full reading: groups, accounts with their groups, categories with their permissions', async () => {
    await makeGroups(forum);
    await forum.apply([space]);
    const person = someone(1);
    await forum.apply([person, change(person.person, [core])]);
    const calls = await forum.calls(() => readAll(forum));
    expect(calls).toEqual([
      'GET /groups/search',
      'POST /admin/plugins/explorer/queries/:id/run',
      'POST /admin/plugins/explorer/queries/:id/run',
    ]);
  });

  test('a departure: out of the groups, suspended, logged out', async () => {
    await makeGroups(forum);
    const person = someone(1);
    await forum.apply([person, change(person.person, [core])]);
    const calls = await forum.calls(() =>
      forum.apply([
        change(person.person, [], [core], 'lower'),
        { kind: 'account', verb: 'disable', person: person.person },
      ]),
    );
    expect(calls).toEqual([
      'DELETE /groups/:id/members',
      'PUT /admin/users/:id/suspend',
      'POST /admin/users/:id/log_out',
    ]);
  });

  test('a changed policy: read, write', async () => {
    await makeGroups(forum);
    await forum.apply([space]);
    const grants = [{ group: active, level: 'reply' }] as const;
    const calls = await forum.calls(() =>
      forum.apply([{ kind: 'grant', verb: 'change', space: mainForum, direction: 'lower', grants }]),
    );
    expect(calls).toEqual(['GET /c/:id/show', 'PUT /categories/:id']);
  });
});

describe('whose account it is', () => {
  test("an address that somebody else's account has is a conflict, and that account is left as it is", async () => {
    const forum = await openForum();
    await makeGroups(forum);
    const first = someone(1);
    await forum.apply([first, change(first.person, [core])]);
    const before = JSON.stringify([...forum.server.state.users.values()]);
    const second = { ...someone(2), profile: { ...someone(2).profile, email: first.profile.email } };
    const outcomes = await forum.apply([second, change(second.person, [active])]);
    expect(results(outcomes)).toEqual(['failed: taken', 'failed: taken']);
    const staff = { ...someone(3), profile: { ...someone(3).profile, email: 'ada@example.org' } };
    expect(results(await forum.apply([staff]))).toEqual(['failed: taken']);
    expect(JSON.stringify([...forum.server.state.users.values()])).toBe(before);
    expect(usersOf(forum, active)).toEqual([]);
  });

  test('staff who are bound to the person are not touched: what the call gave is taken back', async () => {
    const forum = await openForum();
    await makeGroups(forum);
    const person = someone(1);
    await forum.apply([person]);
    const user = forum.server.state.users.get(Number(forum.natives.accounts[person.person]));
    if (user === undefined) throw new Error('no account');
    user.moderator = true;
    forum.server.changed();
    const outcomes = await forum.apply([person, change(person.person, [core])]);
    expect(results(outcomes)).toEqual(['failed: protected', 'failed: protected']);
    expect(usersOf(forum, core)).toEqual([]);
  });

  test('an adopted account is bound to the person; one that is bound to somebody else is a conflict', async () => {
    const forum = await openForum({ enableDiscourseConnect: false }, { connect: undefined });
    await makeGroups(forum);
    const other = someone(1);
    await forum.apply([other]);
    const native = forum.natives.accounts[other.person] ?? '';
    const adopt = { kind: 'account', verb: 'adopt', native, because: 'same-email' } as const;
    expect(results(await forum.apply([{ ...adopt, person: personId(randomUUID()) }]))).toEqual(['failed: taken']);
    expect(results(await forum.apply([{ ...adopt, person: other.person }]))).toEqual(['applied']);
  });

  test('a new account sleeps until the first login, or is awake at once where that is wanted', async () => {
    for (const activation of ['first-login', 'at-once'] as const) {
      const forum = await openForum({}, { accounts: { activation } });
      const person = someone(1);
      expect(results(await forum.apply([person]))).toEqual(['applied']);
      const user = forum.server.state.users.get(Number(forum.natives.accounts[person.person]));
      expect(user?.active).toBe(activation === 'at-once');
    }
  });

  test('without DiscourseConnect: made in steps, bound, found again, never a second time', async () => {
    for (const hideEmailAddressTaken of [false, true]) {
      const forum = await openForum({ enableDiscourseConnect: false, hideEmailAddressTaken });
      await makeGroups(forum);
      const person = someone(1);
      expect(results(await forum.apply([person, change(person.person, [core])]))).toEqual(['applied', 'applied']);
      const native = forum.natives.accounts[person.person];
      const user = forum.server.state.users.get(Number(native));
      expect(user?.sso?.externalId).toBe(person.person);
      // The worker died before the account was bound.
      if (user !== undefined) user.sso = null;
      forum.server.changed();
      expect(results(await forum.apply([person], true))[0]).toMatch(/applied|already/);
      expect(forum.natives.accounts[person.person]).toBe(native);
      expect(user?.sso?.externalId).toBe(person.person);
      const second = { ...someone(2), profile: person.profile };
      expect(results(await forum.apply([second]))).toEqual(['failed: taken']);
    }
  });
});

describe('categories', () => {
  const categoryOf = (forum: Forum) => {
    const category = forum.server.state.categories.get(Number(forum.natives.spaces[mainForum]));
    if (category === undefined) throw new Error('no category');
    return category;
  };
  const grant = (direction: 'raise' | 'lower', level: 'none' | 'read' | 'create', of: GroupKey = active): Change => ({
    kind: 'grant',
    verb: 'change',
    space: mainForum,
    direction,
    grants: [{ group: of, level }],
  });

  test('is closed from its first moment and after the last group has lost its access', async () => {
    const forum = await openForum();
    await makeGroups(forum);
    await readAll(forum);
    const [first] = await forum.calls(() => forum.apply([space]));
    expect(first).toBe('POST /categories');
    expect(categoryOf(forum).permissions.size).toBe(3);
    await forum.apply([grant('lower', 'none'), grant('lower', 'none', core)]);
    // Nobody but administrators, who see everything anyway: an empty list would be ignored, or open to everybody.
    expect([...categoryOf(forum).permissions]).toEqual([[1, 1]]);
    expect(categoryOf(forum).moderatingGroupIds).toEqual([]);
  });

  test('below a closed parent, the parent lets the group see; a child lets go before its parent', async () => {
    const forum = await openForum();
    await makeGroups(forum);
    await forum.apply([space]);
    const category = categoryOf(forum);
    const at = (id: number, parentId: number | null, permissions: [number, 1 | 2 | 3][]) => {
      forum.server.state.categories.set(id, {
        ...category,
        id,
        name: `c${id}`,
        slug: `c${id}`,
        parentId,
        permissions: new Map(permissions),
      });
      forum.server.changed();
    };
    const native = Number(forum.natives.groups[active]);
    at(700, null, [[1, 1]]);
    category.permissions = new Map([[1, 1]]);
    category.parentId = 700;
    expect(results(await forum.apply([grant('raise', 'create')]))).toEqual(['applied']);
    expect(forum.server.state.categories.get(700)?.permissions.get(native)).toBe(3);
    category.parentId = null;
    at(701, category.id, [
      [1, 1],
      [native, 1],
    ]);
    expect(results(await forum.apply([grant('lower', 'none')]))).toEqual(['applied']);
    expect(forum.server.state.categories.get(701)?.permissions.has(native)).toBe(false);
    expect(category.permissions.has(native)).toBe(false);
  });

  test('without moderation by category whoever is to moderate creates, and the trouble is told by name', async () => {
    const forum = await openForum({ enableCategoryGroupModeration: false });
    await makeGroups(forum);
    expect(results(await forum.apply([space]))).toEqual(['applied']);
    const levels = (await readAll(forum)).flatMap((event) => (event.kind === 'grant' ? [event.level] : []));
    expect(levels).toEqual(['create', 'create']);
    const raise: Change = {
      kind: 'grant',
      verb: 'change',
      space: mainForum,
      direction: 'raise',
      grants: [{ group: core, level: 'moderate' }],
    };
    const [outcome] = await forum.apply([raise]);
    expect(outcome?.result === 'failed' ? outcome.error.detail : '').toContain('enable_category_group_moderation');
  });
});

describe('with a key of scopes', () => {
  const scopes = [
    'users:sync_sso',
    'users:show',
    'users:list',
    'users:suspend',
    'users:log_out',
    'groups:manage_groups',
    'groups:administer_groups',
  ];
  test('groups, accounts and memberships work; categories are told as forbidden, and doctor says so', async () => {
    const forum = await openForum({}, {}, scopes);
    await makeGroups(forum);
    const person = someone(1);
    expect(results(await forum.apply([person, change(person.person, [core])]))).toEqual(['applied', 'applied']);
    expect(results(await forum.apply([change(person.person, [active], [core])]))).toEqual(['applied']);
    expect(usersOf(forum, active)).toEqual([forum.natives.accounts[person.person]]);
    expect(results(await forum.apply([space]))).toEqual(['failed: forbidden']);
    const found: Record<string, string> = {};
    for await (const { id, state } of forum.target.check(testCall())) found[id] = state;
    expect(found).toMatchObject({
      'discourse.key': 'ok',
      'discourse.rights': 'warning',
      'discourse.rights.accounts': 'ok',
      'discourse.rights.memberships': 'ok',
      'discourse.settings': 'unknown',
    });
  });

  test('an absent account is not taken for gone where the key may not look', async () => {
    const forum = await openForum({}, {}, scopes);
    const scope = { extent: 'targeted', accounts: ['1'], groups: [], spaces: [], awaited: [] } as const;
    const names = { groups: [], spaces: [] };
    const seen = [];
    for await (const event of forum.target.observe({ ...scope, names }, testCall())) seen.push(event);
    const accounts = seen.find((event) => event.kind === 'container' && event.container.of === 'accounts');
    expect(accounts).toMatchObject({ state: 'partial', error: { code: 'forbidden' } });
  });
});

test('the mark of the store comes back, from a process that never wrote it', async () => {
  const forum = await openForum();
  expect(await forum.target.mark?.read(testCall())).toBeNull();
  await forum.target.mark?.write('store:1', testCall());
  await forum.target.mark?.write('store:2', testCall());
  expect(await forum.target.mark?.read(testCall())).toBe('store:2');
});
