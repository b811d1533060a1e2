import type { ConnectorError } from '@passerelle/connector-kit';
import { isConnectorError } from '@passerelle/connector-kit';
import type { CommunityId, GroupKey, NativeId, PersonId, PolicyTable, Station, TargetId } from '@passerelle/model';
import {
  orderOperations,
  planTarget,
  type CommunityStandings,
  type OwnershipRecord,
  type PlanFinding,
  type PlannedOperation,
} from '@passerelle/plan';
import { nextBoundary, type Tx } from '@passerelle/store';
import { observeTarget, type ObservationResult } from '../observe/observe-target.ts';
import { quarantine, standingOfTarget } from '../apply/quarantine.ts';
import { checkMark } from '../apply/mark.ts';
import type { Engine, EngineTarget } from '../setup.ts';
import { platformCall } from '../work/call.ts';
import { CredentialGate } from '../work/credential.ts';
import { approvals } from './approvals.ts';
import { askedByHand, type Asked } from './by-hand.ts';
import { desiredAccounts } from './desired-accounts.ts';
import { desiredCommunities } from './desired-communities.ts';
import { writeDrift } from './drift.ts';
import { judgePlan } from './guards.ts';
import { knownAccounts } from './known-accounts.ts';
import { knownCommunities } from './known-communities.ts';
import { identitySide, namesakes } from './namesakes.ts';
import { onePlanner } from './one-planner.ts';
import { writeRecords } from './records.ts';
import { targetView } from './target-view.ts';
import { touchedSince } from './touched.ts';
import type { PlanScope } from './unplanned.ts';
import { writeOperations, type WrittenOperation } from './write-operations.ts';

export interface PlanRequest {
  readonly createdBy: string;
  readonly act?: string;
  readonly extent: 'full' | 'targeted';
  readonly targets?: readonly TargetId[];
  /** What a targeted plan looks at; absent in a full one. */
  readonly scope?: PlanScope;
  /** `always`: read every target first; `when-old`: only those whose last complete reading is too old; `never`: plan on what is known. */
  readonly observe: 'always' | 'when-old' | 'never';
  /** Unexpected memberships that a person asked to take out, by target. */
  readonly putBack?: ReadonlyMap<TargetId, readonly { readonly group: GroupKey; readonly account: NativeId }[]>;
  readonly signal: AbortSignal;
}

export interface PlanResult {
  readonly id: string;
  readonly operations: number;
  readonly held: number;
  readonly targets: readonly TargetOutcome[];
}
export interface TargetOutcome {
  readonly target: TargetId;
  readonly state: 'planned' | 'unreadable' | 'skipped';
  readonly why: string | null;
  readonly error: ConnectorError | null;
  readonly observation: ObservationResult | null;
  readonly operations: number;
  readonly findings: readonly PlanFinding[];
}

interface Read {
  readonly target: EngineTarget;
  readonly observation: ObservationResult | null;
  readonly skipped: string | null;
  readonly error: ConnectorError | null;
}

async function isFresh(engine: Engine, target: EngineTarget): Promise<boolean> {
  const { rows } = await engine.store.pool.query<{ fresh: boolean }>(
    `select exists (select from observation where target = $1 and extent = 'full' and state in ('complete', 'partial')
       and started_at > $2) as fresh`,
    [target.id, new Date(engine.now() - engine.settings.readingLifetime)],
  );
  return rows[0]?.fresh === true;
}

/** Reads one target if the plan wants it read. A target in trouble is told, and left out; the others go on. */
async function readTarget(engine: Engine, target: EngineTarget, request: PlanRequest): Promise<Read> {
  const standing = await standingOfTarget(engine, target);
  if (standing.may === 'nothing') return { target, observation: null, skipped: standing.why, error: null };
  const fresh = await isFresh(engine, target);
  if (request.observe === 'never' || (request.observe === 'when-old' && fresh)) {
    return { target, observation: null, skipped: fresh ? null : 'never-read', error: null };
  }
  const gate = new CredentialGate(engine.store.pool, target);
  const call = platformCall(engine, target, {
    signal: request.signal,
    gate,
    fence: null,
    forTaking: false,
  });
  try {
    await checkMark(engine, target, call, 'read');
    const observation = await observeTarget(engine, target, call);
    if (observation.error !== null) await quarantine(engine, target, observation.error);
    return { target, observation, skipped: null, error: observation.error };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    await quarantine(engine, target, error);
    return { target, observation: null, skipped: null, error };
  } finally {
    await gate.close();
  }
}

interface Items {
  readonly operations: PlannedOperation[];
  readonly findings: PlanFinding[];
  readonly recognised: OwnershipRecord[];
  readonly forgotten: OwnershipRecord[];
}

/** Passes communities on, and notes who holds the role of technicien in each. */
async function* noting(
  communities: AsyncIterable<CommunityStandings>,
  techniciens: Map<CommunityId, readonly PersonId[]>,
): AsyncGenerator<CommunityStandings> {
  for await (const standings of communities) {
    techniciens.set(
      standings.community.id,
      standings.people
        .filter(({ stations }) => stations.includes('role:technicien' as Station))
        .map(({ person }) => person),
    );
    yield standings;
  }
}

async function differenceOf(
  tx: Tx,
  { read, request, at }: One,
  techniciens: Map<CommunityId, readonly PersonId[]>,
  asked: Asked,
): Promise<Items> {
  const { client } = tx;
  const { target } = read;
  const { scope } = request;
  const people = scope?.people ?? null;
  const communities = scope?.communities ?? null;
  const access = await client.query<{ access: PolicyTable }>(`select access from instance`);
  const suspended = await client.query<{ id: PersonId }>(`select id from person where state = 'suspended'`);
  const suspendedIds = new Set(suspended.rows.map(({ id }) => id));
  const items: Items = { operations: [], findings: [], recognised: [], forgotten: [] };
  const plan = planTarget({
    target: await targetView(client, target),
    instanceAccess: access.rows[0]?.access ?? {},
    at,
    accounts: {
      desired: desiredAccounts(client, { target, at, people }),
      known: knownAccounts(client, target.id, people),
    },
    communities: {
      desired: noting(desiredCommunities(tx, { at, communities }), techniciens),
      known: knownCommunities(client, target, communities),
    },
    touched: await touchedSince(client, target.id, read.observation?.id ?? null),
    namesake: await namesakes(client, target.id),
    identitySide: await identitySide(client, target.id, read.observation?.state === 'complete'),
    approvalOf: approvals(client, at),
    suspended: (person) => suspendedIds.has(person),
    awaited: asked,
    putBack: request.putBack?.get(target.id) ?? [],
  });
  for await (const item of plan) {
    if (item.item === 'operation') items.operations.push(item.operation);
    else if (item.item === 'finding') items.findings.push(item.finding);
    else items[item.item].push(item.record);
  }
  return items;
}

/**
 * Reads the targets (if asked), compares, judges, and keeps the result as one plan that waits for a yes. The desired state is read after the readings have
 * ended, in one consistent transaction; one planner works at a time.
 */
export async function makePlan(engine: Engine, request: PlanRequest): Promise<PlanResult> {
  const chosen = [...engine.targets.values()].filter(
    ({ id }) => request.targets === undefined || request.targets.includes(id),
  );
  const reads = await Promise.all(chosen.map((target) => readTarget(engine, target, request)));
  const at = engine.now();
  const id = engine.uuid();
  const write = (): Promise<PlanResult> =>
    engine.store.transaction((tx) => writePlan(engine, tx, { id, request, reads, at }), {
      isolation: 'repeatable read',
    });
  return onePlanner(engine, write);
}

interface Plan {
  readonly id: string;
  readonly request: PlanRequest;
  readonly reads: readonly Read[];
  readonly at: number;
}

async function writePlan(engine: Engine, tx: Tx, { id, request, reads, at }: Plan): Promise<PlanResult> {
  const { client } = tx;
  const lifetime = at + engine.settings.planLifetime;
  const boundary = await nextBoundary(tx, at);
  await client.query(
    `insert into plan (id, created_by, act, extent, expires_at, scope) values ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      request.createdBy,
      request.act ?? null,
      request.extent,
      new Date(Math.min(lifetime, boundary ?? lifetime)),
      JSON.stringify(
        request.scope === undefined ? {} : { communities: request.scope.communities, people: request.scope.people },
      ),
    ],
  );
  const outcomes: TargetOutcome[] = [];
  const written: WrittenOperation[] = [];
  const techniciens = new Map<CommunityId, readonly PersonId[]>();
  for (const read of reads) outcomes.push(await planOne(engine, tx, { id, read, request, at }, written, techniciens));
  if (request.scope !== undefined) {
    await client.query(`update change set plan = $1 where seq = any($2::bigint[])`, [id, request.scope.changes]);
    await keepBoundary(tx, request.scope.boundariesUntil);
  } else if (request.targets === undefined && reads.every(({ skipped, error }) => skipped === null && error === null)) {
    await client.query(
      `update change set plan = $1 where plan is null and pg_visible_in_snapshot(xact, pg_current_snapshot())`,
      [id],
    );
    await keepBoundary(tx, new Date(at));
  }
  const held = await judgePlan(engine, tx, { plan: id, written, techniciens });
  const operations = outcomes.reduce((sum, outcome) => sum + outcome.operations, 0);
  await client.query(
    `update plan set state = $2, ended_at = case when $2 = 'done' then clock_timestamp() end, summary = $3 where id = $1`,
    [
      id,
      operations === 0 ? 'done' : 'ready',
      JSON.stringify({
        operations,
        held,
        targets: outcomes.map(({ target, state, why, findings }) => ({ target, state, why, findings })),
      }),
    ],
  );
  return { id, operations, held, targets: outcomes };
}

const keepBoundary = async ({ client }: Tx, until: Date | null): Promise<void> => {
  if (until === null) return;
  await client.query(`update instance set settings = settings || jsonb_build_object('boundariesUntil', $1::text)`, [
    until.toISOString(),
  ]);
};

interface One {
  readonly id: string;
  readonly read: Read;
  readonly request: PlanRequest;
  readonly at: number;
}

async function planOne(
  engine: Engine,
  tx: Tx,
  one: One,
  written: WrittenOperation[],
  techniciens: Map<CommunityId, readonly PersonId[]>,
): Promise<TargetOutcome> {
  const { id, read, request, at } = one;
  const { client } = tx;
  const { target, observation } = read;
  const state = read.error !== null ? 'unreadable' : read.skipped !== null ? 'skipped' : 'planned';
  await client.query(`insert into plan_target (plan, target, observation, state, detail) values ($1, $2, $3, $4, $5)`, [
    id,
    target.id,
    observation?.id ?? null,
    state,
    JSON.stringify({
      why: read.skipped,
      error:
        read.error === null ? null : { code: read.error.code, request: read.error.request, detail: read.error.detail },
    }),
  ]);
  const outcome = { target: target.id, why: read.skipped, error: read.error, observation };
  if (state !== 'planned') return { ...outcome, state, operations: 0, findings: [] };
  const asked = await askedByHand(client, at);
  const items = await differenceOf(tx, one, techniciens, asked);
  const operations = orderOperations(items.operations);
  written.push(
    ...(await writeOperations(engine, client, {
      plan: id,
      target,
      operations,
      byHand: ({ person, community }) => asked(person, community),
    })),
  );
  await writeRecords(client, target.id, items.recognised, items.forgotten);
  await writeDrift(engine, client, {
    target: target.id,
    drifts: items.findings.filter((finding) => finding.kind === 'drift'),
    communities: request.scope?.communities ?? null,
  });
  return { ...outcome, state, operations: operations.length, findings: items.findings };
}

/** Slugs as the planner's scope wants them. */
export const scopeOf = (communities: readonly CommunityId[], people: readonly PersonId[]): PlanScope => ({
  communities: [...communities].sort(),
  people: [...people].sort(),
  changes: [],
  boundariesUntil: null,
});
