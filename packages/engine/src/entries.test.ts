import { randomUUID } from 'node:crypto';
import { spaceKey, targetId, type CommunityId, type PersonId } from '@passerelle/model';
import { act, addMeeting, cancelMeeting, changeMeeting, changePerson, chooseCard, unenrol } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confirmOperation, listQuestions } from './acts/confirm-operation.ts';
import { applyPlan, bringInStep, fullPlan, statesOf } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

const cloudId = targetId('cloud');
const of = {
  tools: ['calendar', 'contacts'],
  levels: { calendar: { read: 'r', write: 'w' }, contacts: { read: 'r', write: 'w' } },
  entries: { calendar: 'meeting', contacts: 'card' },
} as const;
const meetingOf = (id: string, community: CommunityId) =>
  ({
    id,
    community,
    title: 'Réunion de rentrée',
    start: '2027-03-01T14:00',
    end: '2027-03-01T15:30',
    zone: 'Europe/Brussels',
    modality: 'hybrid',
    place: 'Salle 2',
    description: '',
  }) as const;

let world: TestEngine;
let community: CommunityId;
let people: readonly PersonId[];
beforeEach(async () => {
  world = await testEngine({ visioUrl: 'https://passerelle.example.org/visio' }, { of });
  const tools = { calendar: cloudId, contacts: cloudId, video: targetId('rooms') };
  ({ community, people } = await someCommunity(world.engine, 'icane', 4, { tools }));
});
afterEach(() => world.close());

const doing = <T>(work: Parameters<typeof act<T>>[2]): Promise<T> =>
  act(world.engine.store, { actor: 'test', kind: 'test', confirmed: true }, work);
/** The names of a fake platform's spaces are their labels; the second of a community has a number. */
const objectsIn = async (tool: 'calendar' | 'contacts') => {
  const { rows } = await world.engine.store.pool.query<{ native: string }>(
    `select native from native_object where key = $1 and state = 'live'`,
    [spaceKey(community, tool)],
  );
  const objects = world.cloud.entries.get(rows[0]?.native ?? '');
  if (objects === undefined) throw new Error(`nothing is in the ${tool}`);
  return objects;
};
const contents = async (tool: 'calendar' | 'contacts'): Promise<readonly Record<string, unknown>[]> =>
  [...(await objectsIn(tool)).values()].flatMap(({ content }) => (content === null ? [] : [{ ...content }]));

describe('a meeting', () => {
  it('lands in the calendar with its zone, its modality and the link of the room; what changes follows; then nothing is left to do', async () => {
    const id = randomUUID();
    await doing((tx) => addMeeting(tx, meetingOf(id, community)));
    await bringInStep(world.engine);
    expect(await contents('calendar')).toMatchObject([
      {
        title: 'Réunion de rentrée',
        zone: 'Europe/Brussels',
        modality: 'hybrid',
        place: 'Salle 2',
        link: 'https://passerelle.example.org/visio/icane',
        sequence: 0,
        language: 'fr',
      },
    ]);
    expect((await fullPlan(world.engine)).operations).toBe(0);

    await doing((tx) => changeMeeting(tx, { community, id }, { modality: 'on-site', description: 'Venir à pied' }));
    await bringInStep(world.engine);
    expect(await contents('calendar')).toMatchObject([{ modality: 'on-site', link: null, sequence: 1 }]);

    await doing((tx) => cancelMeeting(tx, { community, id }, true));
    await bringInStep(world.engine);
    expect(await contents('calendar')).toMatchObject([{ cancelled: true, sequence: 2 }]);
    expect((await fullPlan(world.engine)).operations).toBe(0);
  });

  it('that somebody changed by hand is put back after a yes, which the audit keeps without what was in it', async () => {
    const id = randomUUID();
    await doing((tx) => addMeeting(tx, meetingOf(id, community)));
    await bringInStep(world.engine);
    const [object] = [...(await objectsIn('calendar')).values()];
    if (object === undefined) throw new Error('no meeting');
    object.intact = false;
    const plan = await bringInStep(world.engine);
    expect(await statesOf(world.engine, plan.id)).toEqual({ 'held:confirm': 1 });
    expect(plan.targets.flatMap(({ findings }) => findings)).toMatchObject([{ nature: 'changed', resource: 'entry' }]);
    expect([...(await objectsIn('calendar')).values()]).toMatchObject([{ intact: false }]);

    const [question] = await listQuestions(world.engine);
    expect(await confirmOperation(world.engine, question?.id ?? '', 'person:ana')).toBe(true);
    await applyPlan(world.engine, plan.id);
    expect([...(await objectsIn('calendar')).values()]).toMatchObject([{ intact: true }]);
    const { rows } = await world.engine.store.pool.query(`select from audit where data::text like '%rentrée%'`);
    expect(rows).toEqual([]);
  });

  it('of long ago stays as it is', async () => {
    const id = randomUUID();
    await doing((tx) => addMeeting(tx, meetingOf(id, community)));
    await bringInStep(world.engine);
    world.clock.ahead = 400 * 24 * 3_600_000;
    const objects = await objectsIn('calendar');
    for (const object of objects.values()) object.intact = false;
    expect((await fullPlan(world.engine)).operations).toBe(0);
    expect(objects.size).toBe(1);
  });
});

describe('a card', () => {
  it('shows the name only, until its person agrees to more', async () => {
    await bringInStep(world.engine);
    expect(await contents('contacts')).toHaveLength(4);
    for (const card of await contents('contacts'))
      expect(card).toMatchObject({ email: null, phone: null, organisation: null, roles: [] });
    const [ana, bram] = people;
    await doing(async (tx) => {
      await changePerson(tx, ana!, { phoneNumber: '+32 2 123 45 67' });
      await chooseCard(tx, { person: ana!, community }, { listed: true, shown: ['phone', 'email'] });
      await chooseCard(tx, { person: bram!, community }, { listed: false, shown: [] });
    });
    await bringInStep(world.engine);
    expect(await contents('contacts')).toHaveLength(3);
    expect((await contents('contacts')).find(({ displayName }) => displayName === 'Ana 0 icane')).toMatchObject({
      email: 'ana0@icane.example',
      phone: '+32 2 123 45 67',
    });
  });

  it('goes with its person, though somebody has written in it; what members added stays', async () => {
    await bringInStep(world.engine);
    const objects = await objectsIn('contacts');
    objects.set('theirs.vcf', { entry: null, content: null, digest: null, intact: true });
    const [leaver] = people;
    const card = objects.get(`passerelle-${leaver!}`);
    if (card === undefined) throw new Error('no card');
    card.intact = false;
    await doing((tx) =>
      unenrol(tx, {
        person: leaver!,
        community,
        origin: { kind: 'hand' },
        end: { at: world.engine.now() },
        at: world.engine.now(),
      }),
    );
    await bringInStep(world.engine);
    expect([...objects.keys()].sort()).toEqual(
      [...people.filter((person) => person !== leaver).map((person) => `passerelle-${person}`), 'theirs.vcf'].sort(),
    );
    expect((await fullPlan(world.engine)).operations).toBe(0);
  });

  it('stays where the address book could not be read to its end', async () => {
    await bringInStep(world.engine);
    const objects = await objectsIn('contacts');
    const [native] = [...world.cloud.entries].find(([, found]) => found === objects) ?? [];
    world.cloud.broken.add(`entries:${native ?? ''}`);
    const [hidden] = people;
    await doing((tx) => chooseCard(tx, { person: hidden!, community }, { listed: false, shown: [] }));
    const plan = await bringInStep(world.engine);
    expect(objects.size).toBe(4);
    expect(plan.targets.flatMap(({ findings }) => findings)).toMatchObject([{ kind: 'withheld' }]);
  });
});
