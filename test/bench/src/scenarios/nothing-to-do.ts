import { atMost, noMoreThan, told, type Line, type Text } from '../line.ts';
import { median } from '../median.ts';
import type { Spent } from '../passerelle/orders.ts';
import { pagesOf } from '../passerelle/pages-of.ts';
import { startPasserelle } from '../passerelle/start-passerelle.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { platformNames } from '../stand-ins/latencies.ts';
import type { Latency } from '../stand-ins/orders.ts';
import { makeWorld, type World } from '../world/make-world.ts';
import type { WorldSize } from '../world/world-size.ts';

const full = { people: 10_000, communities: 200, rounds: 3, times: 10 };
const quick = { people: 150, communities: 8, rounds: 1, times: 3 };

/** Everything is as it should be: what does it cost to find that out? */
export const nothingToDo: Scenario = {
  id: 'nothing-to-do',
  title: {
    fr: 'Rien à faire : tout relire, tout comparer',
    en: 'Nothing to do: everything read, everything compared',
  },
  async *run(context) {
    const { rounds, times, ...size } = context.quick ? quick : full;
    context.tell(`${size.people} people, ${size.communities} communities…`);
    const world = await makeWorld(context, size);
    const small = await firstPass(context, world);
    yield* passes(context, world, { ...size, latency: 'none', rounds });
    yield* passes(context, world, { ...size, latency: 'recorded', rounds: 1 });
    await world.standIns.end();
    const large = { people: size.people * times, communities: size.communities * times };
    context.tell(`${large.people} people, ${large.communities} communities…`);
    yield* memory(context, size, small, large);
  },
};

const latencies: Readonly<Record<Latency, Text>> = {
  none: { fr: 'plateformes sans latence', en: 'platforms without latency' },
  recorded: { fr: 'latences relevées', en: 'recorded latencies' },
};
const bareLoop: Text = {
  fr: 'une boucle nue, les mêmes pages',
  en: 'a bare loop, the same pages',
};

/** The very first reading of a new store, by a process that has done nothing else. */
async function firstPass(context: BenchContext, world: World): Promise<Spent> {
  const process = await startPasserelle(context, world.address);
  const { operations, ...spent } = await process.plan();
  if (operations !== 0) throw new Error(`${operations} operations in a world in which everything is done`);
  await process.end();
  return spent;
}

interface Pass {
  readonly ours: Spent & { readonly operations: number };
  readonly bare: Spent;
}

/** Ours and the bare loop in turn, so that a busy moment of the machine does not fall on one of them only. */
async function* passes(
  context: BenchContext,
  world: World,
  { latency, rounds, people }: WorldSize & { readonly latency: Latency; readonly rounds: number },
): AsyncGenerator<Line> {
  const { standIns } = world;
  const passerelle = await startPasserelle(context, world.address);
  const loop = await startPasserelle(context, world.address);
  // Once for nothing: code compiled, connections and caches warm on both sides.
  await standIns.setLatency('none');
  await standIns.forget();
  await passerelle.plan();
  await loop.download(await pagesOf(await standIns.look(), standIns.addresses));
  await standIns.setLatency(latency);
  const measured: Pass[] = [];
  let writes = 0;
  for (let round = 1; round <= rounds; round++) {
    context.tell(`${latencies[latency].en}, ${round} of ${rounds}…`);
    await standIns.forget();
    const ours = await passerelle.plan();
    const seen = await standIns.look();
    for (const name of platformNames) writes += seen.writes[name];
    measured.push({ ours, bare: await loop.download(await pagesOf(seen, standIns.addresses)) });
  }
  await passerelle.end();
  await loop.end();
  const middle = (of: (pass: Pass) => number): number => median(measured.map(of));
  const said = (fr: string, en: string): Text => ({
    fr: `${fr}, ${latencies[latency].fr}`,
    en: `${en}, ${latencies[latency].en}`,
  });
  yield atMost(
    {
      what: said('tout relire et comparer', 'everything read and compared'),
      value: middle(({ ours }) => ours.wall) / 1000,
      unit: 's',
      against: bareLoop,
      peer: middle(({ bare }) => bare.wall) / 1000,
      note: {
        fr: 'La boucle nue envoie les requêtes que Passerelle vient d’envoyer, aussi nombreuses à la fois, et jette les réponses.',
        en: 'The bare loop sends the requests that Passerelle has just sent, as many at once, and throws the answers away.',
      },
    },
    1.2,
  );
  yield noMoreThan({ what: said('écritures', 'writes'), value: writes, unit: 'writes' }, 0);
  yield noMoreThan(
    {
      what: said('opérations trouvées', 'operations found'),
      value: measured.reduce((sum, { ours }) => sum + ours.operations, 0),
      unit: 'operations',
    },
    0,
  );
  yield told({
    what: said('processeur pour 10 000 personnes, Passerelle seule', 'CPU for 10,000 people, Passerelle alone'),
    value: middle(({ ours }) => ours.cpu) * (10_000 / people),
    unit: 's',
    against: bareLoop,
    peer: middle(({ bare }) => bare.cpu) * (10_000 / people),
  });
}

async function* memory(
  context: BenchContext,
  smallSize: WorldSize,
  small: Spent,
  largeSize: WorldSize,
): AsyncGenerator<Line> {
  const world = await makeWorld(context, largeSize);
  const large = await firstPass(context, world);
  const people = (language: string, count: number): string =>
    `${count.toLocaleString(language)} ${language === 'fr' ? 'personnes' : 'people'}`;
  yield atMost(
    {
      what: {
        fr: `mémoire au plus, ${people('fr', largeSize.people)}`,
        en: `peak memory, ${people('en', largeSize.people)}`,
      },
      value: large.peakMemory,
      unit: 'MB',
      against: { fr: people('fr', smallSize.people), en: people('en', smallSize.people) },
      peer: small.peakMemory,
      note: {
        fr: 'Mémoire : la plus grande taille (RSS) du processus de Passerelle pendant la première lecture d’une base neuve.',
        en: 'Memory: the largest size (RSS) of Passerelle’s process during the first reading of a new store.',
      },
    },
    1.5,
  );
  yield told({
    what: {
      fr: `première lecture, ${people('fr', largeSize.people)}`,
      en: `first reading, ${people('en', largeSize.people)}`,
    },
    value: large.wall / 1000,
    unit: 's',
    against: { fr: people('fr', smallSize.people), en: people('en', smallSize.people) },
    peer: small.wall / 1000,
  });
}
