import type { EntryRemove, EntryWrite } from './entry.ts';
import type { CommunityId, PersonId } from './ids.ts';
import type { Language } from './person.ts';
import type {
  AccountMode,
  Grant,
  GroupKey,
  NativeId,
  Profile,
  ProfileField,
  ResourceKind,
  SpaceKey,
} from './resource.ts';
import type { Level, Tool } from './tool.ts';

/** One change of one thing on one target. What a plan shows is what a connector is given: nothing is changed that a plan did not show. */
export type Change =
  | AccountCreate
  | AccountUpdate
  | AccountSwitch
  | AccountAdopt
  | GroupCreate
  | GroupUpdate
  | GroupAdopt
  | MembershipChange
  | MembershipPutBack
  | SpaceCreate
  | SpaceUpdate
  | SpaceAdopt
  | GrantChange
  | PersonGrantChange
  | GrantPutBack
  | EntryWrite
  | EntryRemove;

export interface AccountCreate {
  readonly kind: 'account';
  readonly verb: 'create';
  readonly person: PersonId;
  readonly mode: AccountMode;
  readonly profile: Profile;
  readonly hint: { readonly login: string | null; readonly anchor: string } | null;
}
export interface AccountUpdate {
  readonly kind: 'account';
  readonly verb: 'update';
  readonly person: PersonId;
  /** The whole desired profile; `fields` are those that differ. */
  readonly profile: Profile;
  readonly fields: readonly ProfileField[];
}
/** `disable` also ends the sessions that the platform can end. */
export interface AccountSwitch {
  readonly kind: 'account';
  readonly verb: 'enable' | 'disable';
  readonly person: PersonId;
}
/** An existing account that seems to be this person's: linked only after a person has confirmed it. */
export interface AccountAdopt {
  readonly kind: 'account';
  readonly verb: 'adopt';
  readonly person: PersonId;
  readonly native: NativeId;
  readonly because: 'same-email' | 'same-login' | 'same-anchor';
}
export interface GroupCreate {
  readonly kind: 'group';
  readonly verb: 'create';
  readonly group: GroupKey;
  /** Native name, derived once within the platform's rules. */
  readonly name: string;
  readonly label: string;
}
export interface GroupUpdate {
  readonly kind: 'group';
  readonly verb: 'update';
  readonly group: GroupKey;
  readonly label: string;
}
export interface GroupAdopt {
  readonly kind: 'group';
  readonly verb: 'adopt';
  readonly group: GroupKey;
  readonly native: NativeId;
}
/**
 * Everything that changes in one person's groups of one community, as one operation: a raise adds before it removes, a lowering removes before it adds,
 * so that nobody loses a mount or gets a mail for nothing.
 */
export interface MembershipChange {
  readonly kind: 'membership';
  readonly verb: 'change';
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly add: readonly GroupKey[];
  readonly remove: readonly GroupKey[];
  readonly direction: 'raise' | 'lower';
}
/** Takes out of a group of ours an account that Passerelle did not put there: only when a person asked for exactly that. */
export interface MembershipPutBack {
  readonly kind: 'membership';
  readonly verb: 'put-back';
  readonly group: GroupKey;
  readonly account: NativeId;
}
/** A space is born with all its grants. */
export interface SpaceCreate {
  readonly kind: 'space';
  readonly verb: 'create';
  readonly space: SpaceKey;
  readonly name: string;
  readonly label: string;
  /** Empty where grants go to people: nobody is in it at first, each person's grant follows. */
  readonly grants: readonly Grant[];
  /** The space that it is made inside of: of a part, the community's own; of a working group, its parent community's. Absent: it stands by itself. */
  readonly parent?: SpaceKey;
  /** The community's, for what a space is born with (documents, questions). Absent: English. */
  readonly language?: Language;
}
export interface SpaceUpdate {
  readonly kind: 'space';
  readonly verb: 'update';
  readonly space: SpaceKey;
  readonly label: string;
  /** As in the create. */
  readonly parent?: SpaceKey;
}
export interface SpaceAdopt {
  readonly kind: 'space';
  readonly verb: 'adopt';
  readonly space: SpaceKey;
  readonly native: NativeId;
}
/** Grants of one space, either only raised or only lowered (`none` takes the grant away). Foreign grants there are kept. */
export interface GrantChange {
  readonly kind: 'grant';
  readonly verb: 'change';
  readonly space: SpaceKey;
  readonly direction: 'raise' | 'lower';
  readonly grants: readonly Grant[];
  /** As in the create: where a space lies in another, the parent is given first and taken from last. */
  readonly parent?: SpaceKey;
}
/** What one person may do in one space, on a platform without groups: their one level there (`none` takes them out). */
export interface PersonGrantChange {
  readonly kind: 'grant';
  readonly verb: 'change-for';
  readonly space: SpaceKey;
  readonly person: PersonId;
  /** As observed, or as recorded where it was not read. */
  readonly before: Level;
  readonly level: Level;
  readonly direction: 'raise' | 'lower';
}
/** Takes out of a space of ours an account to which Passerelle gave nothing there: only when a person asked for exactly that. */
export interface GrantPutBack {
  readonly kind: 'grant';
  readonly verb: 'put-back';
  readonly space: SpaceKey;
  readonly account: NativeId;
}

/** What a change means for one person in one tool. */
export interface Effect {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly tool: Tool;
  /** The part of the tool that alone is meant (`annonces`). Absent: the tool itself. */
  readonly part?: string;
  readonly before: Level;
  readonly after: Level;
}

/** The native object that a change acts on: changes with the same object may go out together. */
export function objectOf(change: Change): string {
  switch (change.kind) {
    case 'account':
      return `account:${change.person}`;
    case 'membership':
      return change.verb === 'put-back' ? `group:${change.group}` : `account:${change.person}`;
    case 'group':
      return `group:${change.group}`;
    case 'space':
      return `space:${change.space}`;
    case 'grant':
      return change.verb === 'change-for' ? `account:${change.person}` : `space:${change.space}`;
    case 'entry':
      return `entry:${change.space}/${change.entry}`;
  }
}

/** Key of the thing that changes, unique within a target and a kind. */
export function keyOf(change: Change): string {
  switch (change.kind) {
    case 'account':
      return change.person;
    case 'group':
      return change.group;
    case 'membership':
      return change.verb === 'put-back' ? `${change.group}:${change.account}` : `${change.person}/${change.community}`;
    case 'space':
      return change.space;
    case 'grant':
      if (change.verb === 'change-for') return `${change.space}/${change.person}`;
      return change.verb === 'put-back' ? `${change.space}:${change.account}` : change.space;
    case 'entry':
      return `${change.space}/${change.entry}`;
  }
}

/** `take` when somebody may do less or see less afterwards, `give` otherwise. Takings go first and are never held up by a failing giving. */
export function phaseOf(change: Change): 'take' | 'give' {
  if (change.kind === 'account') return change.verb === 'disable' ? 'take' : 'give';
  if (change.kind === 'membership') return change.verb === 'put-back' || change.direction === 'lower' ? 'take' : 'give';
  if (change.kind === 'grant') return change.verb === 'put-back' || change.direction === 'lower' ? 'take' : 'give';
  if (change.kind === 'entry') return change.verb === 'remove' ? 'take' : 'give';
  return 'give';
}

/** Position of a kind when giving: a group before its account, an account before its memberships, a space with its grants, what is in it last. Reversed when taking. */
export const givingOrder: readonly ResourceKind[] = ['group', 'account', 'membership', 'space', 'grant', 'entry'];
