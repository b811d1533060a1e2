import { makePlan, type Engine } from '@passerelle/engine';
import { act, createPerson, endClaims, enrol } from '@passerelle/store';
import type { CommunityId, PersonId } from '@passerelle/model';
import { setTimeout as wait } from 'node:timers/promises';
import { criticalPaths, type Chain, type Job } from '../critical-path/critical-paths.ts';
import { atMost, told, type Line } from '../line.ts';
import { openPasserelle } from '../passerelle/open-passerelle.ts';
import { percentile } from '../percentile.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { paceOf, platformNames, type PlatformName } from '../stand-ins/latencies.ts';
import type { StandIns } from '../stand-ins/start-stand-ins.ts';
import { startWorkerChild } from '../workers/start-worker-child.ts';
import { communityOf, membershipsOf, personOf } from '../world/made-world.ts';
import { makeWorld } from '../world/make-world.ts';

/** `newcomer`: nobody whom any platform knows; `known`: somebody of other communities; `leaver`: somebody who stays in others. */
type Kind = 'newcomer' | 'known' | 'leaver';
/** Of ten communities that change at once. */
const tenAtOnce: readonly Kind[] = [
  ...Array.from({ length: 4 }, (): Kind => 'newcomer'),
  ...Array.from({ length: 3 }, (): Kind => 'known'),
  ...Array.from({ length: 3 }, (): Kind => 'leaver'),
];

interface Change {
  readonly kind: Kind;
  readonly person: PersonId;
  readonly act: string;
}

/** One act, as `passerelle enrol` and `unenrol` do them. */
async function change(engine: Engine, kind: Kind, community: CommunityId, known: PersonId): Promise<Change> {
  const at = Date.now();
  return act(engine.store, { actor: 'cli:bench', kind, confirmed: true }, async (tx) => {
    if (kind === 'leaver') {
      const { rows } = await tx.client.query<{ id: string }>(
        `select id from membership where person = $1 and community = $2 and recorded_until = 'infinity'`,
        [known, community],
      );
      await endClaims(
        tx,
        rows.map(({ id }) => id),
        { at },
      );
      return { kind, person: known, act: tx.act };
    }
    const person =
      kind === 'known'
        ? known
        : await createPerson(tx, { givenName: 'Zoé', familyName: 'Nouvelle', email: `${tx.act}@example.org` });
    await enrol(tx, { person, community, participation: 'active', origin: { kind: 'hand' }, at });
    return { kind, person, act: tx.act };
  });
}

/** Milliseconds from the act (its change's own instant, before the commit) until its last operation was recorded as applied. Waits for all of them. */
async function untilApplied({ store }: Engine, changes: readonly Change[], signal: AbortSignal): Promise<number[]> {
  for (;;) {
    const { rows } = await store.pool.query<{
      act: string;
      platforms: number;
      open: number;
      done: number;
      took: number;
    }>(
      `select c.act, count(distinct o.target)::int as platforms, count(*) filter (where o.state in ('planned', 'running'))::int as open,
              count(*) filter (where o.state in ('applied', 'already'))::int as done,
              (extract(epoch from max(o.ended_at) - min(c.at)) * 1000)::float8 as took
         from change c join operation o on o.plan = c.plan and o.person = c.person where c.act = any($1::uuid[]) and c.person is not null group by c.act`,
      [changes.map((one) => one.act)],
    );
    if (rows.length === changes.length && rows.every(({ open, platforms }) => open === 0 && platforms === 3)) {
      if (rows.some(({ done }) => done < 3)) throw new Error(`not everything was applied: ${JSON.stringify(rows)}`);
      return changes.map((one) => rows.find((row) => row.act === one.act)?.took ?? Number.NaN);
    }
    if (signal.aborted) throw new Error('stopped');
    await wait(50, undefined, { signal });
  }
}

/** What one change of a kind makes each platform do when it is alone: its calls one after the other. */
async function chainOf(standIns: StandIns): Promise<Readonly<Record<PlatformName, Chain>>> {
  const { calls } = await standIns.look();
  const of = (platform: PlatformName): Chain =>
    calls[platform].map(({ method, path, service }) => ({
      service,
      pace: paceOf(platform, method, path.split('?')[0] ?? '/'),
    }));
  return { keycloak: of('keycloak'), nextcloud: of('nextcloud'), discourse: of('discourse') };
}

async function* run(context: BenchContext): AsyncGenerator<Line> {
  const { quick, signal } = context;
  const rounds = quick ? 1 : 5;
  const size = quick ? { people: 120, communities: 24 } : { people: 1_000, communities: 80 };
  const { standIns, address } = await makeWorld(context, size);
  const passerelle = await openPasserelle(address);
  context.defer(() => passerelle.close());
  const { engine } = passerelle;
  const first = await makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'always', signal });
  if (first.operations > 0) throw new Error(`the world is not in step: ${first.operations} operations`);
  await standIns.setLatency('recorded');
  const worker = await startWorkerChild(context, { do: 'open', on: address });
  await worker.work();

  let nextCommunity = 1;
  const somebody = (kind: Kind, community: number): PersonId => {
    const isIn = (n: number): boolean => membershipsOf(n, size).some((one) => one.community === community);
    // Nobody's coordinateur: who has a role keeps it apart.
    for (let n = size.communities + 1; n <= size.people; n++) if (isIn(n) === (kind === 'leaver')) return personOf(n);
    throw new Error('nobody is left');
  };
  const begin = (kind: Kind): Promise<Change> => {
    const community = nextCommunity++;
    return change(engine, kind, communityOf(community), somebody(kind, community));
  };

  const chains = new Map<Kind, Readonly<Record<PlatformName, Chain>>>();
  for (const kind of ['newcomer', 'known', 'leaver'] as const) {
    // The first of a kind also logs in and looks around: the second is what a change costs.
    for (let time = 0; time < 2; time++) {
      await standIns.forget();
      await untilApplied(engine, [await begin(kind)], signal);
    }
    chains.set(kind, await chainOf(standIns));
  }

  const took: number[] = [];
  const critical: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const changes = await Promise.all(tenAtOnce.map(begin));
    took.push(...(await untilApplied(engine, changes, signal)));
    critical.push(...pathsOf(engine, chains));
    context.tell(`round ${round} of ${rounds}`);
  }
  const cpu = await worker.stop();
  yield atMost(
    {
      what: {
        fr: `dix communautés changent à la fois, de l’acte à l’application, 95e centile`,
        en: `ten communities change at once, from act to applied, 95th percentile`,
      },
      value: percentile(took, 0.95),
      unit: 'ms',
      against: { fr: 'chemin critique des plateformes', en: 'the platforms’ critical path' },
      peer: percentile(critical, 0.95),
      note: formula,
    },
    1.5,
  );
  yield told({
    what: { fr: 'la même, médiane', en: 'the same, median' },
    value: percentile(took, 0.5),
    unit: 'ms',
    against: { fr: 'chemin critique, médiane', en: 'critical path, median' },
    peer: percentile(critical, 0.5),
  });
  yield told({
    what: {
      fr: `processeur du worker pour ${took.length + 6} changements`,
      en: `the worker’s CPU for ${took.length + 6} changes`,
    },
    value: cpu,
    unit: 's',
  });
}

/** When each of the ten would be done if Passerelle itself took no time: on the slowest of its platforms. */
function pathsOf(engine: Engine, chains: ReadonlyMap<Kind, Readonly<Record<PlatformName, Chain>>>): readonly number[] {
  const ends = tenAtOnce.map(() => 0);
  for (const platform of platformNames) {
    const concurrency =
      [...engine.targets.values()].find(({ connector }) => connector === platform)?.manifest.concurrency ?? 1;
    const jobs = tenAtOnce.map((kind, id): Job => ({
      id,
      isTaking: kind === 'leaver',
      chain: chains.get(kind)?.[platform] ?? [],
    }));
    for (const { id, end } of criticalPaths(jobs, concurrency)) ends[id] = Math.max(ends[id] ?? 0, end);
  }
  return ends;
}

const formula = {
  fr: 'Chemin critique : sur chaque plateforme, les appels que fait un changement seul, l’un après l’autre ; autant de changements à la fois que la plateforme le permet (manifest), les retraits d’abord, et entre deux créations de comptes Nextcloud au moins 455 ms ; la plus lente des trois plateformes compte.',
  en: 'Critical path: on every platform the calls that a change makes when it is alone, one after the other; as many changes at once as the platform’s manifest says, takings first, and at least 455 ms between two Nextcloud accounts; the slowest of the three platforms counts.',
};

export const changeToApplied: Scenario = {
  id: 'change-to-applied',
  title: { fr: 'Du changement à l’application', en: 'From a change to applied operations' },
  run,
};
