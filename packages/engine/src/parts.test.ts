import { communityId, spaceKey, targetId, type Change } from '@passerelle/model';
import { act, listCommunities, putCommunity } from '@passerelle/store';
import { afterEach, describe, expect, it } from 'vitest';
import { listDrift } from './acts/settle-drift.ts';
import { readPlan } from './planning/read-plan.ts';
import type { FakeManifest } from './testing/fake-platform.ts';
import { bringInStep, fullPlan } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

const cloud = targetId('cloud');
const icane = communityId('icane');
const forum: FakeManifest = {
  tools: ['forum'],
  levels: { forum: { read: '3', reply: '2', create: '1', moderate: 'm' } },
  parts: {
    forum: [
      { name: 'annonces', label: 'part.news', levels: { create: 'reply' } },
      { name: 'questions', label: 'part.questions' },
    ],
  },
  nesting: 2,
  texts: {
    fr: { 'part.news': 'Annonces', 'part.questions': 'Questions' },
    en: { 'part.news': 'News', 'part.questions': 'Questions' },
  },
};

let world: TestEngine;
afterEach(() => world.close());

const space = (name: string) => world.cloud.spaces.get(name);
const settle = (over: object) =>
  act(world.engine.store, { actor: 'test', kind: 'test', confirmed: true }, async (tx) => {
    const [community] = await listCommunities(tx, { ids: [icane] });
    if (community !== undefined) await putCommunity(tx, { ...community, ...over });
  });
/** Which spaces are begun and ended, in the order in which the platform sees it. */
const watch = (): string[] => {
  const seen: string[] = [];
  const told = (what: string, change: Change): void => {
    if (change.kind === 'grant' || change.kind === 'space') seen.push(`${what} ${change.space}`);
  };
  world.cloud.before = async (change) => {
    told('begin', change);
    await new Promise((resolve) => setImmediate(resolve));
  };
  world.cloud.after = (change) => told('end', change);
  return seen;
};

describe('parts of a space', () => {
  it('are made inside it, with their own label and with less where the platform says so', async () => {
    world = await testEngine({}, { of: forum });
    await someCommunity(world.engine, 'icane', 1, { tools: { forum: cloud } });
    await bringInStep(world.engine);
    expect(space('ICANE')).toMatchObject({ parent: null });
    expect(space('ICANE annonces')).toMatchObject({ label: 'Annonces', parent: 'ICANE' });
    expect(space('ICANE annonces')?.grants.get('cop-icane-active')).toBe('reply');
    expect(space('ICANE questions')?.grants.get('cop-icane-active')).toBe('create');
    expect((await bringInStep(world.engine)).operations).toBe(0);
  });

  it('are those that the configuration wants', async () => {
    world = await testEngine({}, { of: forum, config: { parts: ['questions'] } });
    await someCommunity(world.engine, 'icane', 1, { tools: { forum: cloud } });
    await bringInStep(world.engine);
    expect([...world.cloud.spaces.keys()]).toEqual(['ICANE', 'ICANE questions']);
  });

  it('are given after the space around them and taken from before it, however many lanes there are', async () => {
    world = await testEngine({}, { of: forum });
    await someCommunity(world.engine, 'icane', 1, { tools: { forum: cloud } });
    await bringInStep(world.engine);
    const main = spaceKey(icane, 'forum');
    await settle({ access: { 'participation:active': { forum: 'read' } } });
    const lowering = watch();
    await bringInStep(world.engine);
    expect(lowering.slice(-2)).toEqual([`begin ${main}`, `end ${main}`]);
    await settle({ access: { 'participation:active': { forum: 'create' } } });
    const raising = watch();
    await bringInStep(world.engine);
    expect(raising.slice(0, 2)).toEqual([`begin ${main}`, `end ${main}`]);
    expect(raising).toHaveLength(6);
  });

  it('tell in the plan in which part somebody loses something', async () => {
    world = await testEngine({}, { of: forum });
    await someCommunity(world.engine, 'icane', 1, { tools: { forum: cloud } });
    await bringInStep(world.engine);
    await settle({ access: { 'participation:active': { forum: 'none' } } });
    const plan = await fullPlan(world.engine);
    const kept = await readPlan(world.engine, plan.id);
    const effects = kept?.document.targets.flatMap(({ operations }) => operations.flatMap((one) => one.effects)) ?? [];
    const told = effects.map(({ part, before, after }) => ({ part, before, after }));
    expect(told).toEqual([
      { part: 'questions', before: 'create', after: 'none' },
      { part: 'annonces', before: 'reply', after: 'none' },
      { part: undefined, before: 'create', after: 'none' },
    ]);
  });
});

describe('a working group', () => {
  it('has its space inside that of its community, made after it', async () => {
    world = await testEngine({}, { of: forum });
    await someCommunity(world.engine, 'icane', 1, { tools: { forum: cloud } });
    await someCommunity(world.engine, 'atelier', 0, { tools: { forum: cloud }, parent: icane });
    await bringInStep(world.engine);
    expect(space('ATELIER')?.parent).toBe('ICANE');
    expect(space('ATELIER annonces')).toBeUndefined();
    expect((await bringInStep(world.engine)).operations).toBe(0);
  });

  it('is given in the space around its own what the platform asks for, before its own is made', async () => {
    world = await testEngine({}, { of: { ...forum, insideNeeds: { forum: 'read' } } });
    await someCommunity(world.engine, 'icane', 1, { tools: { forum: cloud } });
    await someCommunity(world.engine, 'atelier', 0, { tools: { forum: cloud }, parent: icane });
    const seen = watch();
    await bringInStep(world.engine);
    const [main, inner] = [spaceKey(icane, 'forum'), spaceKey(communityId('atelier'), 'forum')];
    const order = seen.filter((what) => what.endsWith(main) || what.endsWith(inner));
    expect(order).toEqual([main, main, inner].flatMap((key) => [`begin ${key}`, `end ${key}`]));
    expect(space('ICANE')?.grants.get('cop-atelier-core')).toBe('read');
    expect((await bringInStep(world.engine)).operations).toBe(0);
    expect(await listDrift(world.engine)).toEqual([]);
  });
});
