import type { Change, CommunityId, PersonId, PolicyTable, Station } from '@passerelle/model';
import {
  orderOperations,
  planTarget,
  type CommunityStandings,
  type OwnershipRecord,
  type PlanFinding,
  type PlannedOperation,
  type PutBack,
} from '@passerelle/plan';
import type { Tx } from '@passerelle/store';
import { ownCarried } from '../login/own-carried.ts';
import { directoriesOf, type Engine } from '../setup.ts';
import { wakeTarget } from '../work/wake.ts';
import { accountless } from './accountless.ts';
import { approvals } from './approvals.ts';
import { askedByHand, type Asked } from './by-hand.ts';
import { desiredAccounts } from './desired-accounts.ts';
import { desiredCommunities } from './desired-communities.ts';
import { withEntries } from './desired-entries.ts';
import { writeDrift } from './drift.ts';
import { knownAccounts } from './known-accounts.ts';
import { knownCommunities } from './known-communities.ts';
import { identitySide, namesakes } from './namesakes.ts';
import type { PlanRequest, TargetOutcome } from './plan-request.ts';
import type { Read } from './read-target.ts';
import { writeRecords } from './records.ts';
import { servedAccounts } from './served-accounts.ts';
import { targetView } from './target-view.ts';
import { nothingTouched, touchedSince } from './touched.ts';
import { isStillEmpty, rememberEmpty, stateRead } from './unchanged.ts';
import { writeOperations, type WrittenOperation } from './write-operations.ts';

interface Items {
  readonly operations: PlannedOperation[];
  readonly findings: PlanFinding[];
  readonly recognised: OwnershipRecord[];
  readonly forgotten: OwnershipRecord[];
  /** False: something was written while the target was read, and is left to the next round. */
  readonly isAllSettled: boolean;
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
  engine: Engine,
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
  const touched = await touchedSince(client, target.id, read.observation?.id ?? null);
  const isAllSettled = touched === nothingTouched;
  const items: Items = { operations: [], findings: [], recognised: [], forgotten: [], isAllSettled };
  const view = await targetView(client, target);
  const instanceAccess = access.rows[0]?.access ?? {};
  const wanted = desiredAccounts(client, { target, at, people, directories: directoriesOf(engine) });
  const { entries: types } = view;
  const { visioUrl: rooms } = engine.settings;
  const all = desiredCommunities(tx, { at, communities });
  const standings =
    types === undefined ? all : withEntries(client, all, { target: target.id, types, at, only: communities, rooms });
  const plan = planTarget({
    target: view,
    instanceAccess,
    at,
    accounts: {
      desired:
        view.grantsTo === 'people' ? servedAccounts(tx, wanted, { view, access: instanceAccess, at, people }) : wanted,
      known: knownAccounts(client, target.id, people),
    },
    communities: {
      desired: noting(standings, techniciens),
      known: knownCommunities(client, target, communities),
    },
    touched,
    namesake: await namesakes(client, target.id),
    identitySide: await identitySide(client, target.id, read.observation?.state === 'complete'),
    accountless: await accountless(client, target, scope),
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

export interface One {
  readonly id: string;
  readonly read: Read;
  readonly request: PlanRequest;
  readonly at: number;
  /** When a day begins that changes who stands where; null: never. */
  readonly boundary: number | null;
}

/** Plans one target within the plan's transaction; what a target in trouble misses is made up for when it is back. */
export async function planOne(
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
  if (state !== 'planned') {
    await markBehind(client, target.id);
    return { ...outcome, state, operations: 0, findings: [] };
  }
  await ownCarried(client, target.id);
  const whole = isWhole(one) ? await stateRead(client, target) : null;
  if (whole !== null && isStillEmpty(target, whole, at)) {
    await writeDrift(engine, client, { target: target.id, drifts: [], communities: null });
    return { ...outcome, state, operations: 0, findings: [] };
  }
  const asked = await askedByHand(client, at);
  const items = await differenceOf(engine, tx, one, techniciens, asked);
  if (whole !== null && isEmpty(items))
    rememberEmpty(target, { state: whole, at, until: one.boundary ?? Number.POSITIVE_INFINITY });
  // Whoever asks for a put-back somewhere said yes to that, and to nothing else that happens to differ there.
  const asksOnly = request.extent === 'targeted' ? request.putBack?.get(target.id) : undefined;
  const operations = orderOperations(
    asksOnly === undefined ? items.operations : items.operations.filter(({ change }) => takesOut(change, asksOnly)),
  );
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

/** A full plan on a reading of everything that has just ended: only such a one says that nothing at all is to be done. */
const isWhole = ({ request, read }: One): boolean =>
  request.extent === 'full' &&
  request.scope === undefined &&
  request.putBack === undefined &&
  read.observation?.state === 'complete';

const isEmpty = ({ operations, findings, recognised, forgotten, isAllSettled }: Items): boolean =>
  isAllSettled && [operations, findings, recognised, forgotten].every((list) => list.length === 0);

/** Whether a change takes somebody, known or not, out of a group or a space that was asked for. */
function takesOut(change: Change, asked: readonly PutBack[]): boolean {
  if (change.verb === 'put-back') return true;
  if (change.kind === 'membership')
    return change.remove.some((group) => asked.some((one) => 'group' in one && one.group === group));
  return (
    change.verb === 'change-for' &&
    change.direction === 'lower' &&
    asked.some((one) => 'space' in one && one.space === change.space)
  );
}

/** This target was left out: when it is back, everything is read and planned there anew. A job waits for the end of its quarantine. */
async function markBehind(client: Tx['client'], target: string): Promise<void> {
  const { rows } = await client.query<{ until: Date | number | null }>(
    `update target set behind = true where id = $1 returning quarantined_until as until`,
    [target],
  );
  const until = rows[0]?.until ?? null;
  if (until !== null && Number(until) !== Infinity) await wakeTarget(client, target, new Date(Number(until)));
}
