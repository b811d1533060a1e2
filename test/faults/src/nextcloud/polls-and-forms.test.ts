import { communityId, groupKey, personId, spaceKey, type Level, type SpaceKey } from '@passerelle/model';
import { testCall } from '@passerelle/connector-kit/testing';
import { expect, test } from 'vitest';
import { openCloud } from './open-cloud.ts';

const icane = communityId('icane');
const peripheral = groupKey(icane, 'participation:peripheral');
const core = groupKey(icane, 'participation:core');
const [polls, forms] = [spaceKey(icane, 'polls'), spaceKey(icane, 'forms')];
const P = '/ocs/v2.php/apps/polls/api/v1.0';
const F = '/ocs/v2.php/apps/forms/api/v3/forms';

const create = (space: SpaceKey, name: string, join: Level) =>
  ({
    kind: 'space',
    verb: 'create',
    space,
    name,
    label: name,
    language: 'fr',
    grants: [
      { group: peripheral, level: join },
      { group: core, level: 'create' },
    ],
  }) as const;

const furnished = async (config: Parameters<typeof openCloud>[0] = {}) => {
  const cloud = await openCloud(config);
  await cloud.group(peripheral, 'icane-participants');
  await cloud.group(core, 'icane-noyau');
  const member = await cloud.person('member', ['icane-participants']);
  const creator = await cloud.person('creator', ['icane-noyau']);
  const stranger = await cloud.person('stranger', []);
  cloud.server.state.polls.settings.pollCreationGroups = ['theirs'];
  cloud.server.state.forms.settings.creationAllowedGroups = ['theirs'];
  await cloud.apply(create(polls, 'ICANE - sondages', 'vote'));
  await cloud.apply(create(forms, 'ICANE - questionnaires', 'answer'));
  return { cloud, member, creator, stranger };
};
const doctor = async (cloud: Awaited<ReturnType<typeof openCloud>>): Promise<Record<string, string>> => {
  const told: Record<string, string> = {};
  for await (const { id, found } of cloud.target.check(testCall())) told[id] = found.code;
  return told;
};

test('members take part in what is ready-made, strangers see nothing of it, creators see the results of the forms', async () => {
  const { cloud, member, creator, stranger } = await furnished();
  const [poll] = cloud.server.state.polls.polls;
  expect(poll?.configuration.title).toBe('ICANE - sondages : trouver une date');
  const date = { option: { timestamp: 1_900_000_000, duration: 3600 } };
  expect((await cloud.as(member, 'POST', `${P}/poll/1/option`, date)).status).toBe(201);
  expect((await cloud.as(member, 'PUT', `${P}/option/1/vote/yes`)).status).toBe(200);
  expect((await cloud.as(stranger, 'PUT', `${P}/option/1/vote/yes`)).status).toBe(400);
  expect(cloud.server.state.forms.forms.map(({ settings }) => settings.title)).toEqual([
    'ICANE - questionnaires : satisfaction',
    'ICANE - questionnaires : besoins',
  ]);
  const answers = { answers: { 1: ['1'] } };
  expect((await cloud.as(member, 'POST', `${F}/1/submissions`, answers)).status).toBe(201);
  expect((await cloud.as(stranger, 'POST', `${F}/1/submissions`, answers)).status).toBe(403);
  expect((await cloud.as(member, 'GET', `${F}/1/submissions`)).status).toBe(403);
  expect((await cloud.as(creator, 'GET', `${F}/2/submissions`)).status).toBe(200);
});

test('nobody loses anything while creation is open; once it is confirmed, only the groups on the list create, other people’s included', async () => {
  const { cloud, member } = await furnished();
  const date = { type: 'datePoll', title: 'When?' };
  expect((await cloud.as(member, 'POST', `${P}/poll`, date)).status).toBe(201);
  expect(cloud.server.state.polls.settings).toMatchObject({
    allowPollCreation: true,
    pollCreationGroups: ['theirs', 'icane-noyau', 'passerelle-service'],
  });
  expect((await cloud.read()).levels(polls)).toEqual({ 'icane-participants': 'vote', 'icane-noyau': 'create' });
  expect(await doctor(cloud)).toMatchObject({
    'nextcloud.polls': 'nextcloud.polls.open',
    'nextcloud.forms': 'nextcloud.forms.open',
  });
});

test('a confirmed restriction is brought about by the grants themselves, and taken from those who lose the level', async () => {
  const { cloud, member, creator } = await furnished({ creation: { polls: 'restricted', forms: 'restricted' } });
  const { settings } = cloud.server.state.polls;
  expect([settings.allowPollCreation, cloud.server.state.forms.settings.restrictCreation]).toEqual([false, true]);
  for (const [space, low] of [
    [polls, 'vote'],
    [forms, 'answer'],
  ] as const) {
    expect((await cloud.read()).levels(space)).toEqual({ 'icane-participants': low, 'icane-noyau': 'create' });
    const path = space === polls ? `${P}/poll` : F;
    const body = { type: 'datePoll', title: 'When?' };
    expect((await cloud.as(creator, 'POST', path, body)).status).toBe(201);
    expect((await cloud.as(member, 'POST', path, body)).status).not.toBe(201);
    const change = {
      kind: 'grant',
      verb: 'change',
      space,
      direction: 'lower',
      grants: [{ group: core, level: low }],
    } as const;
    await cloud.apply(change);
    expect((await cloud.as(creator, 'POST', path, body)).status).not.toBe(201);
    expect((await cloud.read()).levels(space)).toEqual({ 'icane-participants': low, 'icane-noyau': low });
  }
  expect(cloud.server.state.polls.settings.pollCreationGroups).toEqual(['theirs', 'passerelle-service']);
  expect(cloud.server.state.forms.settings.creationAllowedGroups).toEqual(['theirs', 'passerelle-service']);
  expect(await doctor(cloud)).toMatchObject({ 'nextcloud.polls': 'nextcloud.polls.restricted' });
});

test('somebody who turned the restriction off is found out, and a plan turns it on again', async () => {
  const { cloud } = await furnished({ creation: { polls: 'restricted' } });
  cloud.server.state.polls.settings.allowPollCreation = true;
  expect((await cloud.read()).levels(polls)).toEqual({ 'icane-participants': 'vote', 'icane-noyau': 'vote' });
  expect(await doctor(cloud)).toMatchObject({ 'nextcloud.polls': 'nextcloud.polls.waiting' });
  const raise = {
    kind: 'grant',
    verb: 'change',
    space: polls,
    direction: 'raise',
    grants: [{ group: core, level: 'create' }],
  } as const;
  await cloud.apply(raise);
  expect(cloud.server.state.polls.settings.allowPollCreation).toBe(false);
});

test('a new name reaches the titles, what people answered stays', async () => {
  const { cloud, member } = await furnished();
  await cloud.as(member, 'POST', `${F}/1/submissions`, { answers: { 1: ['1'] } });
  await cloud.apply({ kind: 'space', verb: 'update', space: forms, label: 'ICANE 2 – questionnaires' });
  const [first] = cloud.server.state.forms.forms;
  expect(first?.settings.title).toBe('ICANE 2 - questionnaires : satisfaction');
  expect(first?.submissions).toHaveLength(1);
});

test('the polls of somebody who leaves go on under the service account, unless the settings say otherwise', async () => {
  for (const [leaversPolls, owner] of [
    ['hand-over', 'passerelle'],
    ['keep', 'creator'],
  ] as const) {
    const { cloud, creator } = await furnished({ leaversPolls });
    await cloud.as(creator, 'POST', `${P}/poll`, { type: 'textPoll', title: 'Where?' });
    const person = personId('00000000-0000-4000-8000-000000000001');
    cloud.natives.accounts[person] = 'creator';
    await cloud.apply({ kind: 'account', verb: 'disable', person });
    expect(cloud.server.state.polls.polls.map((poll) => poll.owner)).toEqual(['passerelle', owner]);
  }
});

test('apps that are off leave what is ours unknown, and make nobody else’s reading fail', async () => {
  const { cloud } = await furnished();
  cloud.server.apps.delete('polls');
  await expect(cloud.read()).rejects.toThrow(/Polls is not there/);
  cloud.natives.spaces = { [forms]: cloud.natives.spaces[forms] ?? '' };
  expect((await cloud.read()).levels(forms)).toEqual({ 'icane-participants': 'answer', 'icane-noyau': 'create' });
  expect(await doctor(cloud)).toMatchObject({ 'nextcloud.polls': 'nextcloud.polls.missing' });
});
