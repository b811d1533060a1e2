import { initInstance, openStore } from '@passerelle/store';
import { Client } from 'pg';
import { startChild } from '../child.ts';
import { atMost, told, type Line } from '../line.ts';
import { median } from '../median.ts';
import { copyOut } from '../planning-scale/copy-out.ts';
import { loadStore, type Size } from '../planning-scale/load-store.ts';
import { measuredTarget } from '../planning-scale/measured-target.ts';
import type { Answer, Order } from '../planning-scale/orders.ts';
import { plannedRows } from '../planning-scale/planned-rows.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { timed } from '../timed.ts';

type Planned = Extract<Answer, { readonly said: 'planned' }>;

const isAnswer = (said: unknown): said is Answer =>
  typeof said === 'object' &&
  said !== null &&
  'said' in said &&
  (said.said === 'opened' || said.said === 'planned' || said.said === 'failed');

interface Planner {
  plan(): Promise<Planned>;
  end(): Promise<void>;
}

async function startPlanner(context: BenchContext, database: string): Promise<Planner> {
  const open: Order = { do: 'open', database };
  const child = await startChild<Order, Answer>(
    new URL('../planning-scale/planner-process.ts', import.meta.url),
    open,
    isAnswer,
  );
  context.defer(() => child.end());
  if (child.first.said === 'failed') throw new Error(child.first.why);
  return {
    async plan() {
      const answer = await child.ask({ do: 'plan' });
      if (answer.said === 'planned') return answer;
      throw new Error(answer.said === 'failed' ? answer.why : 'an answer that was not asked for');
    },
    end: () => child.end(),
  };
}

/** A database of this size where nothing is left to do. */
async function load(context: BenchContext, size: Size): Promise<string> {
  context.tell(`loading ${size.people} people, ${size.memberships} memberships…`);
  const url = await context.newDatabase();
  const store = openStore({ url, applicationName: 'passerelle-bench' });
  try {
    await initInstance(store);
    await store.pool.query(`insert into target (id, connector) values ($1, 'nextcloud')`, [measuredTarget.id]);
    await loadStore(store, measuredTarget, size);
  } finally {
    await store.close();
  }
  return url;
}

/** Somebody took one membership in a hundred away on the platform. @returns how many */
async function takeAway(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `delete from observed where target = $1 and kind = 'membership' and hashtextextended(a || b, 0) % 100 = 0`,
      [measuredTarget.id],
    );
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}

async function readAll(url: string): Promise<{ readonly ms: number; readonly rows: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows = 0;
    const ms = await timed(async () => {
      for (const query of plannedRows(measuredTarget.id)) rows += (await copyOut(client, query)).rows;
    });
    return { ms, rows };
  } finally {
    await client.end();
  }
}

const expect = (what: string, found: number, wanted: number): void => {
  if (found !== wanted) throw new Error(`${what}: ${found} operations, and ${wanted} were to be planned`);
};

async function* run(context: BenchContext): AsyncGenerator<Line> {
  const people = context.quick ? 4_000 : 100_000;
  const sizeOf = (count: number): Size => ({ people: count, communities: count / 50, memberships: count * 4 });
  const small = await startPlanner(context, await load(context, sizeOf(people / 10)));
  const few = await small.plan();
  expect('nothing to do', few.operations, 0);
  await small.end();

  const size = sizeOf(people);
  const url = await load(context, size);
  const planner = await startPlanner(context, url);
  // Once for the caches; then in turn, so that a busy moment of the machine does not fall on one of them only.
  await readAll(url);
  const reads: number[] = [];
  const plans: Planned[] = [];
  let rows = 0;
  for (let round = 0; round < (context.quick ? 1 : 3); round++) {
    const read = await readAll(url);
    rows = read.rows;
    reads.push(read.ms);
    plans.push(await planner.plan());
    context.tell(`COPY ${Math.round(read.ms)} ms, planned in ${Math.round(plans.at(-1)?.took ?? 0)} ms`);
  }
  for (const { operations } of plans) expect('nothing to do', operations, 0);
  const peer = median(reads);
  const against = { fr: 'COPY … TO STDOUT des mêmes lignes', en: 'COPY … TO STDOUT of the same rows' };
  const sized = {
    fr: `${people} personnes, ${size.communities} communautés, ${size.memberships} appartenances`,
    en: `${people} people, ${size.communities} communities, ${size.memberships} memberships`,
  };
  yield atMost(
    {
      what: { fr: `planifier, rien à faire : ${sized.fr}`, en: `planning, nothing to do: ${sized.en}` },
      value: median(plans.map(({ took }) => took)),
      unit: 'ms',
      against,
      peer,
      note: rowsRead(rows),
    },
    2,
  );
  const missing = await takeAway(url);
  const mend = await planner.plan();
  expect('1 % differs', mend.operations, missing);
  yield atMost(
    {
      what: {
        fr: `planifier, ${missing} appartenances manquent (1 %)`,
        en: `planning, ${missing} memberships are missing (1 %)`,
      },
      value: mend.took,
      unit: 'ms',
      against,
      peer,
      note: written,
    },
    2,
  );
  yield told({
    what: { fr: 'processeur du planificateur, rien à faire', en: 'the planner’s CPU, nothing to do' },
    value: median(plans.map(({ cpu }) => cpu)),
    unit: 's',
  });
  yield atMost(
    {
      what: { fr: 'mémoire au plus haut, rien à faire', en: 'peak memory, nothing to do' },
      value: plans[0]?.peak ?? Number.NaN,
      unit: 'MB',
      against: { fr: `à ${people / 10} personnes`, en: `at ${people / 10} people` },
      peer: few.peak,
      note: flat,
    },
    1.5,
  );
}

const rowsRead = (rows: number) => ({
  fr: `Les ${rows} lignes que lit la planification d’une cible, entières : personnes et leurs noms, communautés, appartenances et rôles en cours, liens, objets, ce qui est à nous, ce qui a été observé.`,
  en: `The ${rows} rows that planning one target reads, whole: people and their names, communities, current memberships and roles, links, objects, what is ours, what was observed.`,
});
const written = {
  fr: 'Les opérations trouvées, avec leurs effets, sont écrites et jugées dans le même temps.',
  en: 'The operations found, with their effects, are written and judged in the same time.',
};
const flat = {
  fr: 'Le processus qui planifie, au premier plan qu’il fait. « Plate » : au plus une fois et demie pour dix fois plus de personnes.',
  en: 'The process that plans, at the first plan that it makes. "Flat": at most one and a half times as much for ten times the people.',
};

export const planningScale: Scenario = {
  id: 'planning-scale',
  title: { fr: 'Planifier 100 000 personnes', en: 'Planning 100,000 people' },
  run,
};
