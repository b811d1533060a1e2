import { makePlan, runPlan, startPlan, type Engine } from '@passerelle/engine';
import type { Community, PersonId } from '@passerelle/model';
import { act, createPerson, enrol, getCommunity, putCommunity, unenrol } from '@passerelle/store';
import * as formulas from '../calls/formulas.ts';
import type { Formula } from '../calls/formulas.ts';
import { kindsOf } from '../calls/kinds-of.ts';
import { atMost, told, type Line, type Text } from '../line.ts';
import { openPasserelle } from '../passerelle/open-passerelle.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import type { PlatformName } from '../stand-ins/latencies.ts';
import type { Look } from '../stand-ins/orders.ts';
import { makeWorld, type World } from '../world/make-world.ts';
import { membershipsOf } from '../world/made-world.ts';
import type { WorldSize } from '../world/world-size.ts';
import { madeCommunity } from '../world/write-source.ts';

const hand = { kind: 'hand' } as const;
const enrolments = { full: [1, 40, 1_000], quick: [1, 40] };
const reading = { full: { people: 10_000, communities: 200 }, quick: { people: 300, communities: 12 } };
/** A world that is already there, so that what is needed once for a platform is not counted to the first community. */
const before: WorldSize = { people: 24, communities: 4 };

/** How many calls reach each platform, beside the fewest that would do. */
export const calls: Scenario = {
  id: 'calls',
  title: {
    fr: 'Appels aux plateformes, à côté du moins qu’il en faut',
    en: 'Calls to the platforms, beside the fewest that would do',
  },
  async *run(context) {
    const scale = context.quick ? 'quick' : 'full';
    const world = await makeWorld(context, before);
    const passerelle = await openPasserelle(world.address);
    context.defer(() => passerelle.close());
    const { engine } = passerelle;
    const scene: Scene = { context, world, engine };
    await makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'always', signal: context.signal });
    // Marks, tokens and what is remembered for minutes: asked for once, before anything is counted.
    await enrolling(scene, 1, 0);
    for (const [index, people] of enrolments[scale].entries()) yield* enrolment(scene, people, index + 1);
    yield* departure(scene);
    yield* policy(scene);
    await world.standIns.end();
    yield* fullReading(context, reading[scale]);
  },
};

interface Scene {
  readonly context: BenchContext;
  readonly world: World;
  readonly engine: Engine;
}

/** Writes to the source of truth, plans, and applies to the end. @returns what reached the platforms while it was applied */
async function counted({ context, world, engine }: Scene, write: (at: number) => Promise<unknown>): Promise<Look> {
  await write(engine.now());
  const { signal } = context;
  const plan = await makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'never', signal });
  if (plan.held > 0) throw new Error(`${plan.held} operations are held: what was written was to carry its approval`);
  await world.standIns.forget();
  await startPlan(engine, plan.id, { by: 'bench', kind: 'person' });
  await runPlan(engine, plan.id, { worker: engine.uuid(), signal, patience: 60_000 });
  const { rows } = await engine.store.pool.query<{ state: string; count: number }>(
    `select state, count(*)::int as count from operation where plan = $1 and state <> 'applied' group by state`,
    [plan.id],
  );
  if (rows.length > 0) throw new Error(`not everything was applied: ${JSON.stringify(rows)}`);
  return world.standIns.look();
}

const approved = { actor: 'cli:bench', kind: 'bench', confirmed: true } as const;

/** So many people whom no platform knows, into a community that none knows. */
function enrolling(scene: Scene, people: number, number: number): Promise<Look> {
  const community = madeCommunity(1_000 + number);
  return counted(scene, (at) =>
    act(scene.engine.store, approved, async (tx) => {
      await putCommunity(tx, community);
      for (let n = 1; n <= people; n++) {
        const email = `nouveau.${number}.${n}@example.org`;
        const person = await createPerson(tx, { givenName: 'Noé', familyName: `Nouveau-${number}-${n}`, email });
        await enrol(tx, { person, community: community.id, participation: 'active', origin: hand, at });
      }
    }),
  );
}

async function* enrolment(scene: Scene, people: number, number: number): AsyncGenerator<Line> {
  scene.context.tell(`${people} people into a new community…`);
  const seen = await enrolling(scene, people, number);
  // A group for each level of participation, each of which may use each space.
  const made = { people, groups: 3, spaces: 1, grants: 3 };
  const what: Text = {
    fr: `${people.toLocaleString('fr')} ${people === 1 ? 'personne' : 'personnes'}, communauté nouvelle`,
    en: `${people.toLocaleString('en')} ${people === 1 ? 'person' : 'people'}, new community`,
  };
  yield besides(scene.context, 'nextcloud', what, seen, formulas.nextcloudEnrolment(made));
  yield besides(scene.context, 'discourse', what, seen, formulas.discourseEnrolment(made));
  yield told({ what: on('keycloak', what), value: seen.calls.keycloak.length, unit: 'calls' });
}

async function* departure(scene: Scene): AsyncGenerator<Line> {
  const { engine } = scene;
  const [person] = await peopleOf(engine, madeCommunity(1_002));
  if (person === undefined) throw new Error('nobody is there who could leave');
  const seen = await counted(scene, (at) =>
    act(engine.store, approved, (tx) =>
      unenrol(tx, { person, community: madeCommunity(1_002).id, origin: hand, end: { at }, at }),
    ),
  );
  const what: Text = { fr: 'un départ', en: 'a departure' };
  yield besides(scene.context, 'keycloak', what, seen, formulas.keycloakDeparture(1));
  yield besides(scene.context, 'nextcloud', what, seen, formulas.nextcloudDeparture(1));
  yield besides(scene.context, 'discourse', what, seen, formulas.discourseDeparture(1));
}

async function peopleOf(engine: Engine, { id }: Community): Promise<readonly PersonId[]> {
  const { rows } = await engine.store.pool.query<{ person: PersonId }>(
    `select person from membership where community = $1 and recorded_until = 'infinity' order by person`,
    [id],
  );
  return rows.map(({ person }) => person);
}

async function* policy(scene: Scene): AsyncGenerator<Line> {
  const seen = await counted(scene, () =>
    act(scene.engine.store, approved, async (tx) => {
      const community = await getCommunity(tx, madeCommunity(1_002).id);
      await putCommunity(tx, {
        ...community,
        access: { 'participation:peripheral': { files: 'write', forum: 'create' } },
      });
    }),
  );
  const what: Text = { fr: 'une grille d’accès changée', en: 'a changed policy' };
  for (const name of ['keycloak', 'nextcloud', 'discourse'] as const)
    yield besides(scene.context, name, what, seen, formulas.policyChange[name]);
}

async function* fullReading(context: BenchContext, size: WorldSize): AsyncGenerator<Line> {
  context.tell(`a full reading of ${size.people} people in ${size.communities} communities…`);
  const world = await makeWorld(context, size);
  const passerelle = await openPasserelle(world.address);
  context.defer(() => passerelle.close());
  const { engine } = passerelle;
  const read = (): Promise<unknown> =>
    makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'always', signal: context.signal });
  await read();
  await world.standIns.forget();
  await read();
  const seen = await world.standIns.look();
  const readable = { ...size, members: memberCounts(size) };
  const what: Text = {
    fr: `tout relire, ${size.people.toLocaleString('fr')} personnes, ${size.communities} communautés`,
    en: `everything read, ${size.people.toLocaleString('en')} people, ${size.communities} communities`,
  };
  yield besides(context, 'keycloak', what, seen, formulas.keycloakReading(readable));
  yield besides(context, 'nextcloud', what, seen, formulas.nextcloudReading(readable));
  yield besides(context, 'discourse', what, seen, formulas.discourseReading(readable));
}

/** Members of every group of a made world. */
function memberCounts(size: WorldSize): readonly number[] {
  const counts = new Map<string, number>();
  for (let n = 1; n <= size.people; n++) {
    for (const { community, participation } of membershipsOf(n, size)) {
      const key = `${community}/${participation}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  // And the coordinateur of each community, alone in a group.
  return [...counts.values(), ...Array.from({ length: size.communities }, () => 1)];
}

const titles: Readonly<Record<PlatformName, string>> = {
  keycloak: 'Keycloak',
  nextcloud: 'Nextcloud',
  discourse: 'Discourse',
};
const on = (platform: PlatformName, what: Text): Text => ({
  fr: `${titles[platform]} : ${what.fr}`,
  en: `${titles[platform]}: ${what.en}`,
});
const fewest: Text = { fr: 'le moins qu’il en faut', en: 'the fewest that would do' };

/** One platform's calls beside its formula. Where there are more, what they were is told: that is what somebody who mends it needs first. */
function besides(
  { tell }: Pick<BenchContext, 'tell'>,
  platform: PlatformName,
  what: Text,
  seen: Look,
  { calls: peer, said }: Formula,
): Line {
  const sent = seen.calls[platform];
  const given = {
    what: on(platform, what),
    value: sent.length,
    unit: 'calls',
    against: fewest,
    peer,
    note: said,
  } as const;
  const line = atMost(given, 1);
  if (!line.met) tell(`${given.what.en}: ${kindsOf(sent).join(', ')}`);
  return line;
}
