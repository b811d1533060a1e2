import { groupKey, spaceKey, type SpaceKey } from '@passerelle/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { applyPlan, planNow, settle, type Plan } from './testing/apply.ts';
import { addCommunity, cid, cloud, community, newWorld, pid, stand, role, type World } from './testing/world.ts';
import type { TargetView } from './input.ts';

const icane = cid('icane');
const main = spaceKey(icane, 'forum');
const news = spaceKey(icane, 'forum', 'annonces');
const questions = spaceKey(icane, 'forum', 'questions');
const forum: TargetView = {
  ...cloud,
  parts: {
    forum: [
      { name: 'annonces', label: { fr: 'Annonces', en: 'News' }, levels: { create: 'reply', read: 'moderate' } },
      { name: 'questions', label: { fr: 'Questions', en: 'Questions' } },
    ],
  },
  nesting: 2,
};
let world: World;
beforeEach(() => {
  world = newWorld(forum);
  addCommunity(world, community('icane', { tools: { forum: cloud.id } }));
  stand(world, pid(1), 'icane', 'participation:active');
  stand(world, pid(2), 'icane', 'participation:peripheral', role('moderateur'));
});

const spacesOf = ({ operations }: Plan): SpaceKey[] =>
  operations.flatMap(({ change }) => (change.kind === 'space' || change.kind === 'grant' ? [change.space] : []));
const grantsIn = (space: SpaceKey): Record<string, string> => {
  const seen = world.platform.spaces.get(world.store.spaces.get(space)?.native ?? '');
  const natives = new Map([...world.store.groups].map(([key, { native }]) => [native, key]));
  return Object.fromEntries([...(seen?.grants ?? [])].map(([group, level]) => [natives.get(group) ?? group, level]));
};
const parentOf = (space: SpaceKey): string | null | undefined =>
  world.platform.spaces.get(world.store.spaces.get(space)?.native ?? '')?.parent;

describe('parts of a space', () => {
  test('are made after the space that they lie in, each with its label and with less where the platform says so', async () => {
    const plan = await planNow(world);
    expect(spacesOf(plan)).toEqual([main, news, questions]);
    expect(plan.operations.find(({ change }) => 'space' in change && change.space === news)?.change).toMatchObject({
      label: 'Annonces',
      parent: main,
    });
    applyPlan(world, plan);
    expect(grantsIn(news)).toEqual({
      [groupKey(icane, 'participation:peripheral')]: 'reply',
      [groupKey(icane, 'participation:active')]: 'reply',
      [groupKey(icane, 'participation:core')]: 'reply',
      [groupKey(icane, role('moderateur'))]: 'moderate',
    });
    expect(grantsIn(questions)).toMatchObject({ [groupKey(icane, 'participation:active')]: 'create' });
    expect(parentOf(news)).toBe(world.store.spaces.get(main)?.native);
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });

  test('of a community that had none are made by the next plan', async () => {
    world.target = cloud;
    await settle(world);
    world.target = forum;
    expect(spacesOf(await planNow(world))).toEqual([news, questions]);
  });

  test('what is raised is raised outside first, what is lowered is lowered inside first', async () => {
    await settle(world);
    const access = (level: 'read' | 'create') => ({ 'participation:peripheral': { forum: level } });
    addCommunity(world, community('icane', { tools: { forum: cloud.id }, access: access('read') }));
    const lowered = await planNow(world);
    expect(spacesOf(lowered)).toEqual([questions, news, main]);
    applyPlan(world, lowered);
    addCommunity(world, community('icane', { tools: { forum: cloud.id }, access: access('create') }));
    const raised = await planNow(world);
    expect(spacesOf(raised)).toEqual([main, news, questions]);
  });

  test('one that is switched off loses its grants, and the losses say in which part', async () => {
    await settle(world);
    world.target = { ...forum, parts: { forum: forum.parts?.forum?.slice(0, 1) ?? [] } };
    const plan = await planNow(world);
    expect(spacesOf(plan)).toEqual([questions]);
    expect(plan.operations[0]?.effects).toMatchObject([
      { person: pid(1), part: 'questions', before: 'create', after: 'none' },
      { person: pid(2), part: 'questions', before: 'moderate', after: 'none' },
    ]);
  });

  test('wait when the space around them waits for a yes', async () => {
    const name = cloud.nameOf('space', main, () => false);
    world.platform.spaces.set('theirs', { tool: 'forum', name, label: name, parent: null, grants: new Map() });
    const plan = await planNow(world);
    expect(spacesOf(plan)).toEqual([main]);
    expect(plan.findings.filter(({ kind }) => kind === 'depends')).toMatchObject([
      { key: news, on: main, reason: 'adoption' },
      { key: questions, on: main, reason: 'adoption' },
    ]);
  });
});

describe('working groups', () => {
  const group = (slug: string, parent: string) => {
    addCommunity(world, community(slug, { tools: { forum: cloud.id }, parent: cid(parent) }));
    stand(world, pid(1), slug, 'participation:core');
  };

  test('lie inside the space of their community, as deep as the platform nests; what lies that deep has no parts', async () => {
    group('atelier', 'icane');
    group('atelier-bis', 'atelier');
    const plan = await planNow(world);
    const atelier = spaceKey(cid('atelier'), 'forum');
    expect(spacesOf(plan).indexOf(atelier)).toBeGreaterThan(spacesOf(plan).indexOf(main));
    applyPlan(world, plan);
    expect(parentOf(atelier)).toBe(world.store.spaces.get(main)?.native);
    expect(world.store.spaces.has(spaceKey(cid('atelier'), 'forum', 'annonces'))).toBe(false);
    expect(parentOf(spaceKey(cid('atelier-bis'), 'forum'))).toBeNull();
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });

  test('are given in the space around theirs what they need to be given anything inside, and nothing more', async () => {
    world.target = { ...forum, insideNeeds: { forum: 'read' } };
    group('atelier', 'icane');
    const plan = await planNow(world);
    const atelier = spaceKey(cid('atelier'), 'forum');
    const inOrder = plan.operations.flatMap(({ change }) =>
      change.kind === 'space' || change.kind === 'grant' ? [`${change.kind} ${change.space}`] : [],
    );
    expect(inOrder.filter((what) => what.endsWith('main'))).toEqual([
      `space ${main}`,
      `grant ${main}`,
      `space ${atelier}`,
    ]);
    applyPlan(world, plan);
    expect(grantsIn(main)).toMatchObject({
      [groupKey(icane, 'participation:active')]: 'create',
      [groupKey(cid('atelier'), 'participation:core')]: 'read',
    });
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
    world.communities.delete(cid('atelier'));
    addCommunity(world, community('atelier', { tools: {}, parent: icane }));
    const gone = await planNow(world);
    expect(spacesOf(gone)).toEqual([atelier, main]);
    applyPlan(world, gone);
    expect(Object.keys(grantsIn(main)).every((key) => key.startsWith('icane/'))).toBe(true);
    expect(spacesOf(await planNow(world))).toEqual([]);
  });

  test('stand by themselves where that would show their members what the parent keeps from them', async () => {
    world.target = { ...forum, insideNeeds: { forum: 'read' } };
    const access = { 'participation:peripheral': { forum: 'none' } } as const;
    addCommunity(world, community('icane', { tools: { forum: cloud.id }, access }));
    group('atelier', 'icane');
    await settle(world);
    expect(parentOf(spaceKey(cid('atelier'), 'forum'))).toBeNull();
    expect(Object.keys(grantsIn(main)).every((key) => key.startsWith('icane/'))).toBe(true);
  });

  test('stand by themselves where the platform does not nest, or where the parent is elsewhere', async () => {
    world.target = cloud;
    group('atelier', 'icane');
    await settle(world);
    expect(parentOf(spaceKey(cid('atelier'), 'forum'))).toBeNull();
  });
});
