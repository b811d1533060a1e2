import { makePlan, startPlan, type Engine } from '@passerelle/engine';
import { act, endClaims } from '@passerelle/store';
import { setTimeout as wait } from 'node:timers/promises';
import { leastTime } from '../critical-path/least-time.ts';
import { atMost, noMoreThan, told, type Line } from '../line.ts';
import { openPasserelle, type PasserelleAddress } from '../passerelle/open-passerelle.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { platformNames } from '../stand-ins/latencies.ts';
import { startStandIns } from '../stand-ins/start-stand-ins.ts';
import { startWorkerChild } from '../workers/start-worker-child.ts';
import { cloud } from '../world/settings.ts';
import { writeCommunities, writeOthers } from '../world/write-source.ts';

/** Everything of a real day happens so many times faster: service, rations, and the minutes that they are counted in. */
const faster = 40;

/** Operations that are still to be done, on all platforms and on the cloud alone. */
async function open({ store }: Engine, plan: string): Promise<{ readonly all: number; readonly cloud: number }> {
  const { rows } = await store.pool.query<{ all: number; cloud: number }>(
    `select count(*)::int as all, count(*) filter (where target = $2)::int as cloud from operation where plan = $1 and state in ('planned', 'running')`,
    [plan, cloud],
  );
  return rows[0] ?? { all: 0, cloud: 0 };
}

/** Somebody who is through on all three platforms leaves one of their communities. @returns the act; null: nobody is yet */
async function askForRemoval({ store }: Engine, plan: string): Promise<string | null> {
  const at = Date.now();
  return act(store, { actor: 'cli:bench', kind: 'unenrol', confirmed: true }, async (tx) => {
    const { rows } = await tx.client.query<{ id: string }>(
      `select min(m.id::text) as id from membership m
        where m.recorded_until = 'infinity' and not exists (select from assignment a where a.person = m.person)
          and (select count(distinct o.target) from operation o where o.plan = $1 and o.person = m.person) = 3
          and not exists (select from operation o where o.plan = $1 and o.person = m.person and o.state <> 'applied')
        group by m.person limit 1`,
      [plan],
    );
    const [membership] = rows;
    if (membership === undefined) return null;
    await endClaims(tx, [membership.id], { at });
    return tx.act;
  });
}

interface Removal {
  readonly target: string;
  /** Batches begun after the removal was asked for and before it was. */
  readonly before: number;
  /** Of these, those begun after its own plan had been started: no more than were being taken in that very moment. */
  readonly overtook: number;
  /** Milliseconds from the act to applied there. */
  readonly took: number;
}

/** On each platform: what was begun between a removal's act and its end. */
async function removals({ store }: Engine, asked: string): Promise<readonly Removal[]> {
  const { rows } = await store.pool.query<Removal>(
    `select o.target, (extract(epoch from o.ended_at - c.at) * 1000)::float8 as took,
            (select count(distinct e.attempt)::int from operation e where e.target = o.target and e.id <> o.id and e.started_at > c.at and e.started_at < o.started_at) as before,
            (select count(distinct e.attempt)::int from operation e where e.target = o.target and e.id <> o.id and e.started_at > p.approved_at and e.started_at < o.started_at) as overtook
       from change c join plan p on p.id = c.plan join operation o on o.plan = p.id and o.person = c.person and o.phase = 'take'
      where c.act = $1 and o.state in ('applied', 'already') order by o.target`,
    [asked],
  );
  return rows;
}

async function* run(context: BenchContext): AsyncGenerator<Line> {
  const { quick, signal } = context;
  const size = quick ? { people: 60, communities: 6 } : { people: 2_000, communities: 40 };
  const standIns = await startStandIns(context, { faster, rationed: true });
  const address: PasserelleAddress = {
    database: await context.newDatabase(),
    platforms: standIns.addresses,
    rationed: { faster },
  };
  const passerelle = await openPasserelle(address);
  context.defer(() => passerelle.close());
  const { engine } = passerelle;
  await writeCommunities(engine.store, size);
  await writeOthers(engine.store, size);
  const worker = await startWorkerChild(context, { do: 'open', on: address });
  await worker.work();
  await standIns.setLatency('recorded');
  await standIns.forget();

  const began = Date.now();
  const plan = await makePlan(engine, { createdBy: 'bench', extent: 'full', observe: 'always', signal });
  const planned = Date.now();
  await startPlan(engine, plan.id, { by: 'bench', kind: 'person' });
  context.tell(`${plan.operations} operations, planned in ${((planned - began) / 1000).toFixed(1)} s`);
  let asked: string | null = null;
  const { cloud: onCloud } = await open(engine, plan.id);
  for (;;) {
    const now = await open(engine, plan.id);
    if (now.all === 0) break;
    // All three are at it then: later, the forum alone would have something to wait for.
    if (asked === null && now.cloud < onCloud / 2) asked = await askForRemoval(engine, plan.id);
    await wait(quick ? 10 : 250, undefined, { signal });
  }
  const { rows } = await engine.store.pool.query<{ applied: number; ended: Date }>(
    `select count(*) filter (where state in ('applied', 'already'))::int as applied, max(ended_at) as ended from operation where plan = $1`,
    [plan.id],
  );
  const { applied = 0, ended = new Date() } = rows[0] ?? {};
  const { calls } = await standIns.look();
  const removed = asked === null ? [] : await removals(engine, asked);
  const cpu = await worker.stop();
  if (applied < plan.operations - 3) throw new Error(`${applied} of ${plan.operations} operations were applied`);
  if (removed.length !== 3) throw new Error(`the removal was applied on ${removed.length} of three platforms`);

  const targets = [...engine.targets.values()];
  const least = platformNames.map((platform) => {
    const target = targets.find(({ connector }) => connector === platform);
    return {
      platform,
      calls: calls[platform].length,
      ms: leastTime(platform, calls[platform], {
        concurrency: target?.manifest.concurrency ?? 1,
        ration: target?.rations.find(({ bucket }) => bucket === 'api') ?? null,
        faster,
      }),
    };
  });
  for (const { platform, calls: count, ms } of least)
    context.tell(`${platform}: ${count} calls, at least ${(ms / 1000).toFixed(1)} s`);
  yield atMost(
    {
      what: {
        fr: `première charge : ${size.people} membres, ${size.people * 4} appartenances, ${faster} fois plus vite`,
        en: `first load: ${size.people} members, ${size.people * 4} memberships, ${faster} times faster`,
      },
      value: (ended.getTime() - began) / 1000,
      unit: 's',
      against: { fr: 'ce que permettent rations et plateformes', en: 'what rations and platforms allow' },
      peer: Math.max(...least.map(({ ms }) => ms)) / 1000,
      note: formula,
    },
    1.2,
  );
  yield told({
    what: { fr: 'dont lire et planifier', en: 'of which reading and planning' },
    value: (planned - began) / 1000,
    unit: 's',
  });
  yield told({ what: { fr: 'processeur du worker', en: 'the worker’s CPU' }, value: cpu, unit: 's' });
  for (const { target, before, overtook, took } of removed) {
    const most = targets.find(({ id }) => id === target)?.manifest.concurrency ?? 1;
    yield noMoreThan(
      {
        what: {
          fr: `un retrait demandé au milieu, ${target} : commencé avant lui, une fois planifié`,
          en: `a removal asked for in the middle, ${target}: begun before it, once it was planned`,
        },
        value: overtook,
        unit: 'operations',
        note: overtaking,
      },
      most,
    );
    yield told({
      what: { fr: `le même, ${target} : appliqué après`, en: `the same, ${target}: applied after` },
      value: took,
      unit: 'ms',
    });
    yield told({
      what: {
        fr: `le même, ${target} : commencé avant lui depuis l’acte`,
        en: `the same, ${target}: begun before it since the act`,
      },
      value: before,
      unit: 'operations',
    });
  }
}

const formula = {
  fr: `Service et rations des faits, tous deux ${faster} fois plus vite (une minute dure ${60 / faster} s). Par plateforme, le plus grand de : somme des services ÷ appels à la fois du manifest ; appels d’une sorte × écart que la plateforme impose (comptes Nextcloud : 455 ms) ; fenêtres de la ration que remplissent ses appels, moins la dernière. La plus lente des trois plateformes compte.`,
  en: `Service and rations of the facts, both ${faster} times faster (a minute lasts ${60 / faster} s). For each platform, the largest of: sum of the services ÷ calls at once by its manifest; calls of a kind × the gap that the platform imposes (Nextcloud accounts: 455 ms); windows of the ration that its calls fill, less the last. The slowest of the three platforms counts.`,
};
const overtaking = {
  fr: 'Permis : ce qui était déjà en route, autant d’appels à la fois que le manifest le dit.',
  en: 'Allowed: what was under way already, as many at once as the manifest says.',
};

export const firstLoad: Scenario = {
  id: 'first-load',
  title: { fr: 'Première charge', en: 'First load' },
  run,
};
