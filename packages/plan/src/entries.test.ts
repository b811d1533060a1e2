import {
  canonicalContent,
  spaceKey,
  type CardContent,
  type EntryContent,
  type MeetingContent,
  type SpaceKey,
} from '@passerelle/model';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { lossesOf } from './guards/index.ts';
import type { WantedEntry } from './input.ts';
import { sayPlanned } from './say-planned.ts';
import { tellFinding, tellOperation } from './say.ts';
import { applyPlan, planNow, settle, type Plan } from './testing/apply.ts';
import { addCommunity, cid, cloud, community, newWorld, pid, stand, type World } from './testing/world.ts';

const icane = cid('icane');
const [calendar, contacts] = [spaceKey(icane, 'calendar'), spaceKey(icane, 'contacts')];
const meeting: MeetingContent = {
  type: 'meeting',
  title: 'Réunion',
  start: '2026-12-12T14:00',
  end: '2026-12-12T16:00',
  zone: 'Europe/Paris',
  modality: 'remote',
  place: null,
  link: null,
  description: '',
  cancelled: false,
  sequence: 0,
  language: 'fr',
};
const card = (n: number, email: string | null = null): CardContent => ({
  type: 'card',
  displayName: `Person ${n}`,
  givenName: 'Person',
  familyName: String(n),
  email,
  phone: null,
  organisation: null,
  roles: [],
});
const wanted = (entry: string, content: EntryContent): WantedEntry => ({
  type: content.type,
  entry,
  content,
  digest: canonicalContent(content),
});
const said = ({ operations }: Plan): readonly string[] =>
  operations.map(({ change, phase, hold }) => {
    const what = change.kind === 'entry' ? change.entry : '';
    return `${phase} ${change.kind}.${change.verb} ${what}${hold === null ? '' : ' ?'}`;
  });

let world: World;
beforeEach(async () => {
  world = newWorld({ ...cloud, entries: { calendar: 'meeting', contacts: 'card' } });
  addCommunity(world, community('icane', { tools: { calendar: cloud.id, contacts: cloud.id } }));
  stand(world, pid(1), 'icane', 'participation:core');
  stand(world, pid(2), 'icane', 'participation:active');
  want(wanted('m1', meeting), wanted(pid(1), card(1)), wanted(pid(2), card(2)));
  await settle(world);
});
const want = (...entries: readonly WantedEntry[]): void => {
  world.entries.set(icane, entries);
};
const objects = (space: SpaceKey) => {
  const found = world.platform.entries.get(world.store.spaces.get(space)?.native ?? '');
  if (found === undefined) throw new Error('no entries there');
  return found;
};
const object = (space: SpaceKey, entry: string) => {
  const found = objects(space).get(`passerelle-${entry}`);
  if (found === undefined) throw new Error(`no ${entry}`);
  return found;
};

describe('a calendar and an address book', () => {
  test('hold the meeting and the cards as soon as they exist, after everything else', async () => {
    expect(object(calendar, 'm1').intact).toBe(true);
    expect([...objects(contacts).keys()]).toHaveLength(2);
    const fresh = newWorld(world.target);
    addCommunity(fresh, community('icane', { tools: { calendar: cloud.id } }));
    fresh.entries.set(icane, [wanted('m1', meeting)]);
    const plan = await planNow(fresh);
    expect(plan.operations.at(-1)?.change).toMatchObject({ kind: 'entry', verb: 'create', entry: 'm1' });
    expect(applyPlan(fresh, plan)).toEqual([]);
  });

  test('follow what changes, and only that', async () => {
    want(wanted('m1', { ...meeting, cancelled: true, sequence: 1 }), wanted(pid(1), card(1)), wanted(pid(2), card(2)));
    expect(said(await planNow(world))).toEqual(['give entry.update m1']);
  });

  test('a card of whoever is not to be shown any more is taken out; no guard counts it', async () => {
    want(wanted('m1', meeting), wanted(pid(1), card(1)));
    const plan = await planNow(world);
    expect(said(plan)).toEqual([`take entry.remove ${pid(2)}`]);
    expect(plan.operations.flatMap(lossesOf)).toEqual([]);
    applyPlan(world, plan);
    expect(objects(contacts).size).toBe(1);
  });

  test('what members added by hand is nobody’s business', async () => {
    objects(calendar).set('theirs.ics', { entry: null, digest: null, intact: true });
    objects(contacts).set('theirs.vcf', { entry: null, digest: null, intact: true });
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });

  test('a meeting of long ago is left as it is, whatever became of it', async () => {
    object(calendar, 'm1').intact = false;
    want({ type: 'meeting', entry: 'm1', content: null, digest: '' }, wanted(pid(1), card(1)), wanted(pid(2), card(2)));
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });
});

describe('what somebody changed by hand', () => {
  test('is told, and put back after a yes only', async () => {
    object(calendar, 'm1').intact = false;
    const plan = await planNow(world);
    expect(said(plan)).toEqual(['give entry.update m1 ?']);
    expect(plan.operations[0]?.change).toMatchObject({ evenIfChanged: true });
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'changed', resource: 'entry' }]);
    expect(applyPlan(world, plan)).toEqual([]);
    expect(said(await planNow(world))).toEqual([]);
  });

  test('is told when it was deleted, and made again after a yes only', async () => {
    objects(calendar).clear();
    const plan = await planNow(world);
    expect(said(plan)).toEqual(['give entry.create m1 ?']);
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'missing', resource: 'entry' }]);
  });

  test('does not keep the card of a leaver there', async () => {
    object(contacts, pid(2)).intact = false;
    want(wanted('m1', meeting), wanted(pid(1), card(1)));
    const plan = await planNow(world);
    expect(said(plan)).toEqual([`take entry.remove ${pid(2)}`]);
    applyPlan(world, plan);
    expect(objects(contacts).size).toBe(1);
  });
});

describe('a reading that did not end', () => {
  test('takes nothing out and makes nothing twice', async () => {
    want(wanted('m2', meeting), wanted(pid(1), card(1)));
    const plan = await planNow(world, {}, { entries: new Set([calendar, contacts]) });
    expect(said(plan)).toEqual([]);
    expect(plan.findings.map(({ kind }) => kind).sort()).toEqual(['depends', 'withheld', 'withheld']);
  });
});

test('what was written meanwhile waits for the next round', async () => {
  want(wanted('m2', meeting));
  const plan = await planNow(world, { touched: (person, slug) => person === null && slug === icane });
  expect(said(plan)).toEqual([]);
});

test('a community without an address book here any more leaves no card behind; its meetings stay in the calendar', async () => {
  addCommunity(world, community('icane', { tools: {} }));
  const plan = await planNow(world);
  const entries = plan.operations.filter(({ change }) => change.kind === 'entry');
  expect(entries.map(({ change }) => change.verb)).toEqual(['remove', 'remove']);
  applyPlan(world, plan);
  expect([objects(contacts).size, objects(calendar).size]).toEqual([0, 1]);
});

test('whatever is there and wanted, a plan with all its yeses leaves nothing to do; what is not ours stays', async () => {
  const ids = ['m1', 'm2', 'm3'];
  const one = fc.record({
    wanted: fc.option(fc.boolean()),
    seen: fc.option(fc.record({ digest: fc.constantFrom('old', null), intact: fc.boolean() })),
    made: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.tuple(one, one, one), async (entries) => {
      const there = objects(calendar);
      there.clear();
      world.store.madeEntries.clear();
      there.set('theirs.ics', { entry: null, digest: null, intact: true });
      const left: string[] = ['theirs.ics'];
      const content = (isCancelled: boolean) => ({ ...meeting, cancelled: isCancelled });
      entries.forEach(({ wanted: isWanted, seen, made }, index) => {
        const id = ids[index] ?? '';
        if (seen !== null) there.set(`passerelle-${id}`, { entry: id, ...seen });
        if (made) world.store.madeEntries.set(`${calendar} ${id}`, 'old');
        if (seen !== null && !made && isWanted === null) left.push(`passerelle-${id}`);
      });
      want(...entries.flatMap(({ wanted: is }, n) => (is === null ? [] : [wanted(ids[n] ?? '', content(is))])));
      const plan = await planNow(world);
      for (const operation of plan.operations) {
        const { change, hold } = operation;
        const state = change.kind === 'entry' ? entries[ids.indexOf(change.entry)] : undefined;
        // Never without a yes: what somebody changed, or deleted.
        if (change.kind === 'entry' && state && (state.seen === null ? state.made : !state.seen.intact))
          expect(hold).toBe('confirm');
      }
      // Cards of the world around are not made anew here.
      expect(applyPlan(world, plan)).toEqual([]);
      const next = await planNow(world);
      expect({ ...next, findings: [] }).toEqual({ operations: [], findings: [], recognised: [], forgotten: [] });
      for (const name of left) expect(there.has(name)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('is told in words, with the day of the meeting and the name of the person', async () => {
  const names = { person: () => 'Ana', community: () => 'ICANE' };
  object(calendar, 'm1').intact = false;
  want(wanted('m1', meeting), wanted(pid(1), card(1)), wanted(pid(2), card(2, 'p2@example.org')));
  const plan = await planNow(world);
  const said = (language: 'fr' | 'en') => [
    ...plan.operations.map((operation) => sayPlanned(language, tellOperation(operation), names)),
    ...plan.findings.map((found) => sayPlanned(language, tellFinding(found), names)),
  ];
  expect(said('fr')).toEqual([
    'Remettre la réunion du 12 décembre 2026, « Réunion », que quelqu’un a changée sur la plateforme : calendrier de ICANE ; à confirmer',
    'Mettre à jour la fiche de Ana : carnet d’adresses de ICANE',
    'La réunion du 12 décembre 2026 de ICANE a été changée à la main (ICANE – calendrier) : rien n’est remis sans confirmation',
  ]);
  expect(said('en')[1]).toBe('Bring the card of Ana up to date: address book of ICANE');
});
