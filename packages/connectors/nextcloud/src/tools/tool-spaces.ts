import type { BatchOperation, Call, ObservedEvent, Reading, Result, Scope } from '@passerelle/connector-kit';
import type {
  EntryRemove,
  EntryWrite,
  GrantChange,
  Level,
  SpaceAdopt,
  SpaceCreate,
  SpaceUpdate,
  Tool,
} from '@passerelle/model';
import type { Work } from '../apply/working.ts';
import type { Session } from '../session.ts';

/** What Passerelle writes into the spaces of a tool. */
export interface ToolEntries {
  readonly type: 'meeting' | 'card';
  write(work: Work, operation: BatchOperation, change: EntryWrite): Promise<Result>;
  remove(work: Work, operation: BatchOperation, change: EntryRemove): Promise<Result>;
}

/** How the spaces of one tool come to be, are opened to groups, and are seen, on Nextcloud. One of these per folder here. */
export interface ToolSpaces {
  readonly tool: Tool;
  /** Native permissions of each level, for the manifest. */
  readonly shownLevels: Readonly<Partial<Record<Level, string>>>;
  create(work: Work, operation: BatchOperation, change: SpaceCreate): Promise<Result>;
  update(work: Work, operation: BatchOperation, change: SpaceUpdate): Promise<Result>;
  adopt(work: Work, operation: BatchOperation, change: SpaceAdopt): Promise<Result>;
  grant(work: Work, operation: BatchOperation, change: GrantChange): Promise<Result>;
  /** Absent: nothing is written into the spaces of this tool. */
  readonly entries?: ToolEntries;
  /** The container of this tool's spaces, then one of grants (and one of entries, where there are any) for each space of ours that is asked for. */
  observe(session: Session, scope: Scope, call: Call, reading: Reading): AsyncGenerator<ObservedEvent>;
}
