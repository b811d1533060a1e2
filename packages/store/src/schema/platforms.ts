/* What is on the platforms, and what changes it: written by the engine. */
import type { Generated, GeneratedAlways } from 'kysely';
import type { Instant, InstantNull, InstantOr, Json, JsonNull, JsonOr, Null, Unknown } from './columns.ts';

export interface TargetTable {
  id: string;
  connector: string;
  mode: Generated<'active' | 'observe-only' | 'paused'>;
  quarantined_until: InstantNull;
  quarantine_reason: JsonNull<Unknown>;
  quarantine_count: Generated<number>;
  credential_proven: Null<string>;
  credential_refused: Null<string>;
  marked_epoch: Generated<number>;
  restored_from_backup: Generated<boolean>;
  fence: Generated<number>;
  fence_worker: Null<string>;
}
export interface LinkTable {
  target: string;
  person: string;
  native: string;
  anchor: Null<string>;
  ownership: 'made' | 'adopted' | 'linked';
  state: Generated<'live' | 'retired'>;
  since: InstantOr;
  operation: Null<string>;
  address_given: Null<string>;
}
export interface NativeObjectTable {
  target: string;
  kind: 'group' | 'space';
  key: string;
  community: string;
  name: string;
  native: Null<string>;
  label: string;
  ownership: 'made' | 'adopted';
  state: Generated<'reserved' | 'live' | 'retired'>;
  since: InstantOr;
  operation: Null<string>;
}
export interface MadeMembershipTable {
  target: string;
  community: string;
  person: string;
  group_key: string;
  operation: Null<string>;
  since: InstantOr;
}
export interface MadeGrantTable {
  target: string;
  space_key: string;
  group_key: string;
  level: string;
  operation: Null<string>;
}
export interface MadePersonGrantTable {
  target: string;
  community: string;
  person: string;
  space_key: string;
  level: string;
  operation: Null<string>;
  since: InstantOr;
}
export interface MadeEntryTable {
  target: string;
  community: string;
  space_key: string;
  entry: string;
  digest: string;
  operation: Null<string>;
  since: InstantOr;
}
export interface ObservationTable {
  id: GeneratedAlways<number>;
  target: string;
  extent: 'full' | 'targeted';
  started_at: InstantOr;
  ended_at: InstantNull;
  /** pg_snapshot: text. */
  snapshot: Generated<string>;
  state: Generated<'reading' | 'complete' | 'partial' | 'failed'>;
  counts: JsonOr<Unknown>;
}
export interface ObservedTable {
  target: string;
  kind: string;
  a: string;
  b: Generated<string>;
  data: Json<Unknown>;
  observation: number;
}
export interface ObservedContainerTable {
  target: string;
  container: string;
  state: 'complete' | 'partial';
  error: JsonNull<Unknown>;
  observation: number;
  at: InstantOr;
}
export interface DriftTable {
  id: string;
  target: string;
  kind: string;
  nature: string;
  key: string;
  community: Null<string>;
  person: Null<string>;
  detail: JsonOr<Unknown>;
  first_seen: InstantOr;
  last_seen: InstantOr;
  state: Generated<'open' | 'accepted' | 'put-back' | 'gone'>;
  act: Null<string>;
}
export interface PlanTable {
  id: string;
  number: GeneratedAlways<number>;
  created_at: InstantOr;
  created_by: string;
  act: Null<string>;
  extent: string;
  state: Generated<string>;
  expires_at: Instant;
  snapshot: Generated<string>;
  approved_by: Null<string>;
  approved_at: InstantNull;
  ended_at: InstantNull;
  scope: JsonOr<Unknown>;
  summary: JsonOr<Unknown>;
}
export interface PlanTargetTable {
  plan: string;
  target: string;
  observation: Null<number>;
  state: string;
  detail: JsonOr<Unknown>;
}
export interface BlockTable {
  id: string;
  plan: string;
  rule: string;
  target: Null<string>;
  community: Null<string>;
  detail: JsonOr<Unknown>;
  state: Generated<'waiting' | 'approved' | 'refused' | 'obsolete'>;
  decided_by: Null<string>;
  decided_at: InstantNull;
}
export interface OperationTable {
  id: string;
  plan: string;
  target: string;
  position: number;
  priority: number;
  phase: 'take' | 'give';
  kind: string;
  verb: string;
  key: string;
  object: string;
  person: Null<string>;
  community: Null<string>;
  change: Json<Unknown>;
  before: JsonNull<unknown>;
  because: JsonOr<Unknown>;
  state: Generated<'planned' | 'running' | 'applied' | 'already' | 'superseded' | 'failed' | 'cancelled'>;
  hold: Null<string>;
  block: Null<string>;
  attempt: Null<string>;
  attempts: Generated<number>;
  not_before: InstantNull;
  worker: Null<string>;
  started_at: InstantNull;
  ended_at: InstantNull;
  recovered: Generated<boolean>;
  error: JsonNull<Unknown>;
}
export interface OperationEffectTable {
  operation: string;
  person: string;
  community: string;
  tool: string;
  before: string;
  after: string;
  counted_loss: boolean;
  part: Null<string>;
}
export interface WorkerTable {
  id: string;
  host: string;
  pid: number;
  started_at: InstantOr;
  heartbeat_at: InstantOr;
  ended_at: InstantNull;
}
export interface RationSpentTable {
  target: string;
  bucket: string;
  at: InstantOr;
  for_taking: boolean;
}
