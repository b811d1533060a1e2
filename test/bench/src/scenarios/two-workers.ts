import { act, createPerson, enrol, putCommunity } from '@passerelle/store';
import { makePlan, startPlan } from '@passerelle/engine';
import { communityId, defaultSettings, targetId } from '@passerelle/model';
import { setTimeout as wait } from 'node:timers/promises';
import { atLeast, told, type Line } from '../line.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { openPretended } from '../workers/open-pretended.ts';
import type { PretendedAddress } from '../workers/orders.ts';
import { startWorkerChild } from '../workers/start-worker-child.ts';

interface Load {
  readonly targets: number;
  /** New people on each target: an account with its group is one batch. */
  readonly people: number;
  /** Milliseconds of service. */
  readonly service: number;
}

/** A store in which every target has a community whose people are all to be made there, in a plan that was started. @returns operations */
async function prepare(context: BenchContext, { targets, people, service }: Load) {
  const names = Array.from({ length: targets }, (_, index) => `cloud-${index + 1}`);
  const address: PretendedAddress = { database: await context.newDatabase(), targets: names, service };
  const passerelle = await openPretended(address);
  try {
    const { engine } = passerelle;
    await act(engine.store, { actor: 'system', kind: 'bench', confirmed: true }, async (tx) => {
      for (const [index, name] of names.entries()) {
        const community = communityId(`c${index + 1}`);
        await putCommunity(tx, {
          id: community,
          name: `Communauté ${index + 1}`,
          purpose: '',
          modality: 'remote',
          stage: 'running',
          language: 'fr',
          zone: 'Europe/Brussels',
          parent: null,
          ownRoles: [],
          access: {},
          tools: { files: targetId(name) },
          settings: defaultSettings,
        });
        for (let n = 1; n <= people; n++) {
          const person = await createPerson(tx, {
            givenName: 'Ana',
            familyName: `${name}-${n}`,
            email: `a${n}@${name}.example`,
          });
          await enrol(tx, { person, community, participation: 'active', origin: { kind: 'hand' }, at: Date.now() });
        }
      }
    });
    const { id, operations } = await makePlan(engine, {
      createdBy: 'bench',
      extent: 'full',
      observe: 'always',
      signal: context.signal,
    });
    // Whoever works begins with what was planned, all targets at once.
    await engine.store.pool.query('truncate graphile_worker._private_jobs');
    await startPlan(engine, id, { by: 'bench', kind: 'person' });
    return { address, plan: id, operations };
  } finally {
    await passerelle.close();
  }
}

export interface Throughput {
  readonly operations: number;
  readonly applied: number;
  readonly seconds: number;
}

/** So many workers at one plan: from the first that may begin to the last operation that was applied. */
export async function throughputOf(context: BenchContext, workers: number, load: Load): Promise<Throughput> {
  const { address, plan, operations } = await prepare(context, load);
  const children = await Promise.all(
    Array.from({ length: workers }, () => startWorkerChild(context, { do: 'pretend', on: address })),
  );
  const looking = await openPretended(address);
  try {
    const { pool } = looking.engine.store;
    const began = Date.now();
    await Promise.all(children.map((child) => child.work()));
    for (;;) {
      const { rows } = await pool.query<{ left: boolean }>(
        `select exists (select from operation where plan = $1 and state in ('planned', 'running')) as left`,
        [plan],
      );
      if (rows[0]?.left !== true) break;
      if (context.signal.aborted) throw new Error('stopped');
      await wait(50);
    }
    const { rows } = await pool.query<{ applied: number; ended: Date }>(
      `select count(*) filter (where state = 'applied')::int as applied, max(ended_at) as ended from operation where plan = $1`,
      [plan],
    );
    const { applied = 0, ended = new Date(began) } = rows[0] ?? {};
    await Promise.all(children.map((child) => child.stop()));
    return { operations, applied, seconds: (ended.getTime() - began) / 1000 };
  } finally {
    await looking.close();
  }
}

const perSecond = ({ applied, seconds }: Throughput): number => applied / seconds;

async function* run(context: BenchContext): AsyncGenerator<Line> {
  const load: Load = context.quick ? { targets: 8, people: 5, service: 20 } : { targets: 8, people: 160, service: 200 };
  for (const service of [load.service, 0]) {
    const single = await throughputOf(context, 1, { ...load, service });
    context.tell(`one worker: ${single.applied} operations in ${single.seconds.toFixed(1)} s`);
    const both = await throughputOf(context, 2, { ...load, service });
    context.tell(`two workers: ${both.applied} operations in ${both.seconds.toFixed(1)} s`);
    for (const { applied, operations } of [single, both])
      if (applied !== operations) throw new Error(`${applied} of ${operations} operations were applied`);
    const line = {
      what: {
        fr: `deux workers, ${load.targets} plateformes qui répondent en ${service} ms`,
        en: `two workers, ${load.targets} platforms that answer in ${service} ms`,
      },
      value: perSecond(both),
      unit: 'per second' as const,
      against: { fr: 'un worker', en: 'one worker' },
      peer: perSecond(single),
    };
    yield service > 0 ? atLeast({ ...line, note: served }, 1.7) : told({ ...line, note: atNothing });
  }
}

const served = {
  fr: 'Opérations par seconde. Chaque plateforme prend quatre lots à la fois, chaque worker quatre plateformes (selon ses connexions à PostgreSQL) : à huit plateformes, un worker seul fait attendre la moitié d’entre elles.',
  en: 'Operations per second. Every platform takes four batches at once, every worker four platforms (by its connections to PostgreSQL): with eight platforms, one worker alone makes half of them wait.',
};
const atNothing = {
  fr: 'À 0 ms, ce sont les cœurs de la machine qui limitent, que les workers partagent avec PostgreSQL : dit sans but.',
  en: 'At 0 ms the limit is the machine’s cores, which the workers share with PostgreSQL: told without a goal.',
};

export const twoWorkers: Scenario = {
  id: 'two-workers',
  title: { fr: 'Deux workers sur un PostgreSQL', en: 'Two workers on one PostgreSQL' },
  run,
};
