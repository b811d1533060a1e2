/* Who should be where: written by this package only. What a column means stands in src/migrations/. */
import type { Generated, GeneratedAlways } from 'kysely';
import type { Day, InstantNull, InstantOr, Json, JsonNull, JsonOr, Null, Unknown, Until } from './columns.ts';

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
  chain: Null<number>;
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
/** The state from then on; before the first row a person is active. */
export interface PersonStateTable {
  version: GeneratedAlways<number>;
  person: string;
  state: 'active' | 'suspended' | 'departed';
  recorded_from: InstantOr;
  act: Null<string>;
}
export interface RecordApartTable {
  source: string;
  external_id: string;
  act: string;
}
export interface AuditHeadTable {
  singleton: Generated<boolean>;
  chain: number;
  seal: Buffer;
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
export interface MeetingTable extends Versioned {
  id: string;
  community: string;
  title: string;
  starts: string;
  ends: string;
  zone: string;
  modality: 'on-site' | 'remote' | 'hybrid';
  place: Null<string>;
  description: Generated<string>;
  cancelled: Generated<boolean>;
  sequence: Generated<number>;
}
export interface CardChoiceTable extends Versioned {
  person: string;
  community: string;
  listed: boolean;
  shown: readonly string[];
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
export interface NoticeTable {
  id: string;
  at: InstantOr;
  severity: string;
  code: string;
  params: JsonOr<Unknown>;
  subject: Generated<string>;
  resolved_at: InstantNull;
}
