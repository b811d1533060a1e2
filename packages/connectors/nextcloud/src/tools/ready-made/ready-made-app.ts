import type { Call } from '@passerelle/connector-kit';
import type { Language, Level, NativeId } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import type { Session } from '../../session.ts';
import type { CreatorList } from './creators.ts';

/** A poll or a form that the service account owns. */
export interface OwnThing {
  readonly id: number;
  readonly title: string;
}

/** A group that such a thing is shared with, all its shares taken together. */
export interface SharedWith {
  readonly group: NativeId;
  /** `join`: take part; `results`: and see what came out; `other`: neither, somebody has set it by hand. */
  readonly gives: 'join' | 'results' | 'other';
  readonly detail: string;
  /** The shares themselves, in the app's own ids; the first is kept when there are several. */
  readonly refs: readonly string[];
}

/** What the two apps have in common, for a tool whose spaces are ready-made polls or forms. */
export interface ReadyMadeApp {
  readonly tool: 'polls' | 'forms';
  /** The level of those who may take part. Above it there is `create`. */
  readonly join: Level;
  /** Native permissions of each level, for the manifest. */
  readonly shownLevels: Readonly<Partial<Record<Level, string>>>;
  /** Ends of the titles of what is ready-made, in the order of the ids in a space's native id. */
  readonly endings: readonly Readonly<Record<'fr' | 'en', string>>[];
  /** Creators of a ready-made thing see its results. */
  readonly creatorsSeeResults: boolean;
  readonly creators: CreatorList;
  /** The service account's own. `no-app`: the app is not there. */
  list(session: Session, call: Call): Promise<readonly OwnThing[] | 'no-app'>;
  /** Makes an empty one, seen by nobody else. @returns its id */
  make(work: Work, index: number, title: string): Promise<number>;
  /** Writes what it is to hold; of one that is not new only what an attempt that broke off has not. @returns whether anything was missing */
  fill(
    work: Work,
    thing: { readonly index: number; readonly id: number; readonly isNew: boolean },
    language: Language,
  ): Promise<boolean>;
  retitle(work: Work, id: number, title: string): Promise<void>;
  /** Null when it is gone. */
  shares(session: Session, call: Call, id: number): Promise<readonly SharedWith[] | null>;
  /** Makes one group's share what it is to be. @param known as read last */
  setShare(
    work: Work,
    share: { readonly id: number; readonly group: NativeId; readonly known: SharedWith | undefined },
    gives: 'none' | 'join' | 'results',
  ): Promise<void>;
}
