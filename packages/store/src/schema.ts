import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** jsonb: read as a value, written as JSON text (pg would make a PostgreSQL array of a JavaScript one). */
export type Json<T> = ColumnType<T, string, string>;
type JsonOr<T> = ColumnType<T, string | undefined, string>;
type JsonNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** timestamptz */
export type Instant = ColumnType<Date, Date | string, Date | string>;
type InstantOr = ColumnType<Date, Date | string | undefined, Date | string>;
type InstantNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Record time that may be `infinity`: then the number Infinity is read. */
type Until = ColumnType<Date | number, Date | string | undefined, Date | string>;
/** date, as `YYYY-MM-DD` */
type Day = string;
type Unknown = Record<string, unknown>;
type Null<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface InstanceTable {
  singleton: Generated<boolean>;
  id: string;
  epoch: Generated<number>;
  epoch_at: InstantOr;
  access: JsonOr<Unknown>;
  settings: JsonOr<Unknown>;
  seal_key: Buffer;
}
export interface ActTable {
  id: string;
  at: InstantOr;
  actor: string;
  kind: string;
  confirmed: Generated<boolean>;
  undoes: Null<string>;
  params: JsonOr<Unknown>;
}
export interface AuditTable {
  seq: GeneratedAlways<number>;
  at: InstantOr;
  act: Null<string>;
  actor: string;
  action: string;
  person: Null<string>;
  community: Null<string>;
  target: Null<string>;
  operation: Null<string>;
  data: JsonOr<Unknown>;
  seal: Null<Buffer>;
  sealed_at: InstantNull;
}
export interface ChangeTable {
  seq: GeneratedAlways<number>;
  /** xid8: text. */
  xact: Generated<string>;
  at: InstantOr;
  act: Null<string>;
  person: Null<string>;
  community: Null<string>;
}
export interface PersonTable {
  id: string;
  state: Generated<'active' | 'suspended' | 'departed'>;
  state_act: Null<string>;
  created_at: InstantOr;
}
export interface PersonNameTable {
  person: string;
  given_name: string;
  family_name: string;
  display_name: string;
  email: Null<string>;
  email_folded: Null<string>;
  preferred_language: Generated<string>;
  organization: Null<string>;
  phone_number: Null<string>;
  search: Generated<string>;
}
export interface PersonRecordTable {
  source: string;
  external_id: string;
  person: string;
  login: Null<string>;
  active: Generated<boolean>;
  first_seen: InstantOr;
  gone_at: InstantNull;
  digest: Buffer;
}
interface Versioned {
  version: GeneratedAlways<number>;
  recorded_from: InstantOr;
  recorded_until: Until;
  act: string;
}
export interface CommunityTable extends Versioned {
  id: string;
  name: string;
  purpose: string;
  modality: string;
  stage: string;
  language: string;
  zone: string;
  parent: Null<string>;
  own_roles: JsonOr<readonly { role: string; name: string }[]>;
  access: JsonOr<Unknown>;
  tools: JsonOr<Unknown>;
  settings: Json<Unknown>;
}
export interface MembershipTable extends Versioned {
  id: string;
  ended_act: Null<string>;
  person: string;
  community: string;
  participation: 'peripheral' | 'active' | 'core';
  origin: string;
  from_date: Day;
  until_date: Null<Day>;
}
export interface AssignmentTable extends Versioned {
  id: string;
  ended_act: Null<string>;
  person: string;
  community: string;
  role: string;
  deputy_for: Null<string>;
  origin: string;
  from_date: Day;
  until_date: Null<Day>;
}
export interface RotationTurnTable extends Versioned {
  id: string;
  ended_act: Null<string>;
  community: string;
  role: string;
  meeting: Day;
  person: string;
}
export interface SourceRunTable {
  id: string;
  source: string;
  act: Null<string>;
  started_at: InstantOr;
  ended_at: InstantNull;
  state: Generated<string>;
  shape: JsonNull<Unknown>;
  counts: JsonOr<Unknown>;
  findings: JsonOr<readonly Unknown[]>;
  approved_by: Null<string>;
  approved_at: InstantNull;
}
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
export interface NoticeTable {
  id: string;
  at: InstantOr;
  severity: string;
  code: string;
  params: JsonOr<Unknown>;
  subject: Generated<string>;
  resolved_at: InstantNull;
}

/** Every table, as Kysely sees it. What a column means stands in src/migrations/. */
export interface Schema {
  instance: InstanceTable;
  act: ActTable;
  audit: AuditTable;
  change: ChangeTable;
  person: PersonTable;
  person_name: PersonNameTable;
  person_record: PersonRecordTable;
  community: CommunityTable;
  membership: MembershipTable;
  assignment: AssignmentTable;
  rotation_turn: RotationTurnTable;
  source_run: SourceRunTable;
  target: TargetTable;
  link: LinkTable;
  native_object: NativeObjectTable;
  made_membership: MadeMembershipTable;
  made_grant: MadeGrantTable;
  observation: ObservationTable;
  observed: ObservedTable;
  observed_container: ObservedContainerTable;
  drift: DriftTable;
  plan: PlanTable;
  plan_target: PlanTargetTable;
  block: BlockTable;
  operation: OperationTable;
  operation_effect: OperationEffectTable;
  worker: WorkerTable;
  ration_spent: RationSpentTable;
  notice: NoticeTable;
}
