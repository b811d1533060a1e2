import type {
  GuestLinkTable,
  GuestVisitTable,
  LoginAttemptTable,
  LoginSessionTable,
  UsedOnceTable,
} from './schema/logins.ts';
import type {
  TargetTable,
  LinkTable,
  NativeObjectTable,
  MadeMembershipTable,
  MadeGrantTable,
  MadePersonGrantTable,
  MadeEntryTable,
  ObservationTable,
  ObservedTable,
  ObservedContainerTable,
  DriftTable,
  PlanTable,
  PlanTargetTable,
  BlockTable,
  OperationTable,
  OperationEffectTable,
  WorkerTable,
  RationSpentTable,
} from './schema/platforms.ts';
import type {
  InstanceTable,
  ActTable,
  AuditTable,
  ChangeTable,
  PersonTable,
  PersonNameTable,
  PersonRecordTable,
  PersonStateTable,
  RecordApartTable,
  AuditHeadTable,
  CommunityTable,
  MembershipTable,
  AssignmentTable,
  RotationTurnTable,
  MeetingTable,
  CardChoiceTable,
  SourceRunTable,
  NoticeTable,
} from './schema/source-of-truth.ts';

export type * from './schema/columns.ts';
export type * from './schema/logins.ts';
export type * from './schema/platforms.ts';
export type * from './schema/source-of-truth.ts';

/** Every table, as Kysely sees it. What a column means stands in src/migrations/. */
export interface Schema {
  instance: InstanceTable;
  act: ActTable;
  audit: AuditTable;
  change: ChangeTable;
  person: PersonTable;
  person_name: PersonNameTable;
  person_record: PersonRecordTable;
  person_state: PersonStateTable;
  record_apart: RecordApartTable;
  audit_head: AuditHeadTable;
  community: CommunityTable;
  membership: MembershipTable;
  assignment: AssignmentTable;
  rotation_turn: RotationTurnTable;
  meeting: MeetingTable;
  card_choice: CardChoiceTable;
  source_run: SourceRunTable;
  target: TargetTable;
  link: LinkTable;
  native_object: NativeObjectTable;
  made_membership: MadeMembershipTable;
  made_grant: MadeGrantTable;
  made_person_grant: MadePersonGrantTable;
  made_entry: MadeEntryTable;
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
  login_session: LoginSessionTable;
  login_attempt: LoginAttemptTable;
  used_once: UsedOnceTable;
  guest_link: GuestLinkTable;
  guest_visit: GuestVisitTable;
}
