import type { Outcome } from '@passerelle/connector-kit';
import { ConnectorError } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import {
  communityId,
  groupKey,
  objectOf,
  participationStation,
  roleId,
  roleStation,
  spaceKey,
  type Change,
  type GroupKey,
  type Level,
  type SpaceCreate,
  type SpaceKey,
} from '@passerelle/model';
import { afterEach, expect, test } from 'vitest';
import { closeForums, key, openForum, results, type Forum } from './discourse-forum.ts';

afterEach(closeForums);

const community = communityId('icane');
const peripheral = groupKey(community, participationStation('peripheral'));
const active = groupKey(community, participationStation('active'));
const moderators = groupKey(community, roleStation(roleId('moderateur')));
const forumKey = spaceKey(community, 'forum');
const annoncesKey = spaceKey(community, 'forum', 'annonces');

type Levels = readonly (readonly [GroupKey, Level])[];
const grants = (levels: Levels) => levels.map(([group, level]) => ({ group, level }));
const usual: Levels = [
  [peripheral, 'reply'],
  [active, 'create'],
  [moderators, 'moderate'],
];
/** In the announcements whoever creates elsewhere replies. */
const announced: Levels = usual.map(([group, level]) => [group, level === 'create' ? 'reply' : level]);

const main: SpaceCreate = {
  kind: 'space',
  verb: 'create',
  space: forumKey,
  name: 'ICANE',
  label: 'ICANE',
  grants: grants(usual),
  language: 'fr',
};
const part = (levels = announced): SpaceCreate => ({
  kind: 'space',
  verb: 'create',
  space: annoncesKey,
  name: 'ICANE annonces',
  label: 'Annonces',
  grants: grants(levels),
  language: 'fr',
  parent: forumKey,
});
const change = (space: SpaceKey, direction: 'raise' | 'lower', levels: Levels): Change => ({
  kind: 'grant',
  verb: 'change',
  space,
  direction,
  grants: grants(levels),
  ...(space === forumKey ? {} : { parent: forumKey }),
});

const makeGroups = async (forum: Forum): Promise<void> => {
  for (const [group] of usual) {
    const name = `cop-${group.slice(group.indexOf(':') + 1)}`;
    await forum.apply([{ kind: 'group', verb: 'create', group, name, label: name }]);
  }
};
const applied = async (forum: Forum, ...changes: readonly Change[]): Promise<void> => {
  for (const each of changes) expect(results(await forum.apply([each]))).toEqual(['applied']);
};
const native = (forum: Forum, space: SpaceKey): number => Number(forum.natives.spaces[space]);
const categoryOf = (forum: Forum, space: SpaceKey) => {
  const found = forum.server.state.categories.get(native(forum, space));
  if (found === undefined) throw new Error(`no category for ${space}`);
  return found;
};

const call = async (forum: Forum, as: string, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${forum.server.url}${path}`, {
    method,
    headers: { 'api-key': key, 'api-username': as, accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
const person = async (forum: Forum, username: string, group: GroupKey): Promise<void> => {
  const account = {
    name: username,
    email: `${username}@example.org`,
    username,
    password: 'a-long-password',
    active: true,
  };
  expect((await call(forum, 'system', 'POST', '/users.json', account)).status).toBe(200);
  const members = `/groups/${forum.natives.groups[group] ?? ''}/members.json`;
  expect((await call(forum, 'system', 'PUT', members, { usernames: username })).status).toBe(200);
};

/** What somebody can do in a category: tried as they would try it. */
const can = async (forum: Forum, as: string, space: SpaceKey): Promise<string> => {
  const id = native(forum, space);
  const about = categoryOf(forum, space).topicId ?? 0;
  const words = `Words of ${as} at ${Math.random()}, enough of them.`;
  const see = (await call(forum, as, 'GET', `/c/${id}/show.json`)).ok;
  const reply = (await call(forum, as, 'POST', '/posts.json', { raw: words, topic_id: about })).ok;
  const create = (
    await call(forum, as, 'POST', '/posts.json', { title: `A topic: ${words}`, raw: words, category: id })
  ).ok;
  const close = { status: 'closed', enabled: 'true' };
  const moderate = (await call(forum, as, 'PUT', `/t/${about}/status.json`, close)).ok;
  if (moderate) await call(forum, 'system', 'PUT', `/t/${about}/status.json`, { ...close, enabled: 'false' });
  return Object.entries({ see, reply, create, moderate })
    .flatMap(([name, may]) => (may ? [name] : []))
    .join(' ');
};

const topicsIn = (forum: Forum) =>
  [...forum.server.state.topics.values()].filter(({ externalId }) => externalId !== null);

test('the announcements: made inside, born closed, opened by those who moderate, answered by the others', async () => {
  const forum = await openForum();
  await makeGroups(forum);
  for (const [name, group] of [
    ['rose', peripheral],
    ['alba', active],
    ['mona', moderators],
  ] as const)
    await person(forum, name, group);
  await applied(forum, main, part());
  expect(categoryOf(forum, annoncesKey)).toMatchObject({
    name: 'Annonces',
    parentId: native(forum, forumKey),
    readRestricted: true,
    moderatingGroupIds: [Number(forum.natives.groups[moderators])],
  });
  const outcome = async (space: SpaceKey): Promise<readonly string[]> =>
    Promise.all(['rose', 'alba', 'mona'].map((as) => can(forum, as, space)));
  expect(await outcome(forumKey)).toEqual(['see reply', 'see reply create', 'see reply create moderate']);
  expect(await outcome(annoncesKey)).toEqual(['see reply', 'see reply', 'see reply create moderate']);
  // Archived: everything is readable, nothing writable, also for those who moderated. Children first.
  const archived: Levels = usual.map(([group]) => [group, 'read']);
  await applied(forum, change(annoncesKey, 'lower', archived), change(forumKey, 'lower', archived));
  for (const space of [forumKey, annoncesKey]) expect(await outcome(space)).toEqual(['see', 'see', 'see']);
  // Reopened: as it was. Parent first.
  await applied(forum, change(forumKey, 'raise', usual), change(annoncesKey, 'raise', announced));
  expect(await outcome(forumKey)).toEqual(['see reply', 'see reply create', 'see reply create moderate']);
  expect(await outcome(annoncesKey)).toEqual(['see reply', 'see reply', 'see reply create moderate']);
  // Gone from the community's policy: nobody sees anything any more, and the topics stay.
  const nothing: Levels = usual.map(([group]) => [group, 'none']);
  const kept = forum.server.state.topics.size;
  await applied(forum, change(annoncesKey, 'lower', nothing), change(forumKey, 'lower', nothing));
  for (const space of [forumKey, annoncesKey]) expect(await outcome(space)).toEqual(['', '', '']);
  expect(forum.server.state.topics.size).toBe(kept);
});

test('a part waits for the category around it, and opens nothing there that the plan did not show', async () => {
  const forum = await openForum();
  await makeGroups(forum);
  await applied(forum, { ...main, grants: grants([[active, 'create']]) });
  const [early] = await forum.apply([part()]);
  expect(early).toMatchObject({ result: 'failed', error: { retry: 'backoff' } });
  expect(early?.result === 'failed' ? early.error.detail : '').toContain('cop-peripheral');
  expect([...categoryOf(forum, forumKey).permissions.keys()]).toEqual([1, Number(forum.natives.groups[active])]);
  await applied(forum, change(forumKey, 'raise', usual), part());
  const [unmade] = await forum.apply([{ ...part(), parent: spaceKey(communityId('other'), 'forum') }]);
  expect(unmade?.result).toBe('superseded');
});

test('below a category of the forum, on two levels, a working group stands beside its community', async () => {
  const outer = await openForum();
  const place = await call(outer, 'system', 'POST', '/categories.json', { name: 'CoP', permissions: { admins: 1 } });
  const parent = Number(Reflect.get(Object(Reflect.get(Object(await place.json()), 'category')), 'id'));
  const forum = await openForum({}, { parentCategory: parent });
  await call(forum, 'system', 'POST', '/categories.json', { name: 'CoP', permissions: { admins: 1 } });
  await makeGroups(forum);
  const group = communityId('nuit');
  const inside = { ...main, space: spaceKey(group, 'forum'), name: 'Nuit', label: 'Nuit', parent: forumKey };
  await applied(forum, main, inside);
  for (const space of [forumKey, spaceKey(group, 'forum')]) expect(categoryOf(forum, space).parentId).toBe(parent);
});

test('two first topics in the language of the community, once; what people make of them stays', async () => {
  const forum = await openForum();
  await makeGroups(forum);
  await person(forum, 'rose', peripheral);
  const calls = await forum.calls(() => applied(forum, main));
  // Without the list of groups, which is remembered for ten minutes.
  expect(calls.filter((each) => each !== 'GET /groups/search')).toEqual([
    'POST /categories',
    'POST /posts',
    'PUT /t/:id/status',
    'POST /posts',
  ]);
  const [welcome, guide] = topicsIn(forum);
  expect(welcome).toMatchObject({ title: 'Bienvenue dans « ICANE »', pinnedGlobally: false, closed: false });
  expect([welcome?.pinnedAt, guide?.pinnedAt]).toEqual([expect.any(Number), null]);
  const raws = [...forum.server.state.posts.values()].flatMap(({ topicId, raw }) =>
    topicId === welcome?.id || topicId === guide?.id ? [raw] : [],
  );
  expect(raws.join()).toContain('- **Annonces** :');
  // Nobody is called, and nothing was left to fill in.
  expect(raws.join()).not.toMatch(/@|\{\w+\}/);
  expect((await call(forum, 'rose', 'GET', `/t/${guide?.id ?? 0}.json`)).status).toBe(200);

  // The community's team changed a text and threw the other away; a policy change, a new name and a second attempt leave both so.
  if (welcome !== undefined) Object.assign(welcome, { title: 'Our own welcome to ICANE', pinnedAt: null });
  if (guide !== undefined) guide.deletedAt = 1;
  forum.server.changed();
  await applied(forum, { kind: 'space', verb: 'update', space: forumKey, label: 'ICANE, la nuit' });
  await applied(forum, change(forumKey, 'lower', [[active, 'reply']]));
  expect(topicsIn(forum)).toHaveLength(2);
  expect(topicsIn(forum).map(({ title }) => title)).toEqual(['Our own welcome to ICANE', guide?.title]);
  // A new name is seen; addresses and groups stay.
  expect(categoryOf(forum, forumKey)).toMatchObject({ name: 'ICANE, la nuit', slug: 'icane' });
});

test('whatever breaks off, the category, its topics and its notifications are completed and never doubled', async () => {
  const changes = [main, part()] as const;
  for (let refused = 1; refused <= 8; refused += 1) {
    const forum = await openForum();
    await makeGroups(forum);
    const sent = { count: 0 };
    const spent = testCall({
      onBefore() {
        sent.count += 1;
        if (sent.count !== refused) return;
        throw new ConnectorError({ code: 'rationed', retry: { at: 1 }, scope: 'operation', request: 'forum: api' });
      },
    });
    const at = async (each: SpaceCreate, attemptedBefore: boolean, by = testCall()): Promise<Outcome | undefined> => {
      const operations = [{ id: '0', change: each, attemptedBefore }];
      const batch = { object: objectOf(each), operations, natives: forum.natives };
      const [outcome] = await forum.target.apply(batch, by);
      if (outcome !== undefined && 'native' in outcome) forum.natives.spaces[each.space] = outcome.native;
      return outcome;
    };
    for (const each of changes) {
      const first = await at(each, false, spent);
      if (first?.result !== 'failed') continue;
      // Once something was made, the engine must not take it for "nothing was done".
      const isMade = [...forum.server.state.categories.values()].some(({ name }) => name === each.label);
      expect(first.error.code).toBe(isMade ? 'aborted' : 'rationed');
      expect((await at(each, isMade))?.result).toMatch(/applied|already/);
    }
    expect(topicsIn(forum).map(({ pinnedAt }) => pinnedAt !== null)).toEqual([true, false]);
    expect([...forum.server.state.categories.values()].filter(({ name }) => /ICANE|Annonces/.test(name))).toHaveLength(
      2,
    );
    const told = [peripheral, active, moderators].map(
      (group) => forum.server.state.groups.get(Number(forum.natives.groups[group]))?.categoryDefaults,
    );
    const firstPosts = { [native(forum, annoncesKey)]: 4 };
    expect(told).toEqual([firstPosts, firstPosts, {}]);
  }
});

test('whoever comes in is told of announcements; their own choice stays, and so does that of a renamed group', async () => {
  const forum = await openForum();
  await makeGroups(forum);
  await applied(forum, main);
  const calls = await forum.calls(() => applied(forum, part()));
  // A call for each group of a participation, which we have just made: nothing needs reading.
  expect(calls).toEqual(['POST /categories', 'PUT /groups/:id', 'PUT /groups/:id']);
  await person(forum, 'rose', peripheral);
  const level = async (as: string, space: SpaceKey): Promise<unknown> => {
    const body: unknown = await (await call(forum, as, 'GET', `/c/${native(forum, space)}/show.json`)).json();
    return Reflect.get(Object(Reflect.get(Object(body), 'category')), 'notification_level');
  };
  expect([await level('rose', annoncesKey), await level('rose', forumKey)]).toEqual([4, 1]);
  const label: Change = { kind: 'group', verb: 'update', group: peripheral, label: 'ICANE, la nuit – participants' };
  await applied(forum, label);
  expect(forum.server.state.groups.get(Number(forum.natives.groups[peripheral]))).toMatchObject({
    name: 'cop-peripheral',
    fullName: 'ICANE, la nuit – participants',
  });
  expect(await level('rose', annoncesKey)).toBe(4);
});
