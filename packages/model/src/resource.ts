import type { DesiredEntry, ObservedEntry } from './entry.ts';
import type { CommunityId, PersonId } from './ids.ts';
import type { Language } from './person.ts';
import type { Station } from './role.ts';
import type { Level, Tool } from './tool.ts';

/** The kinds of things that exist on platforms. The planner knows only these. */
export type ResourceKind = 'account' | 'group' | 'membership' | 'space' | 'grant' | 'entry';

/** An object's id on its platform, opaque to everybody but its connector. Never used again once it was ours. */
export type NativeId = string;

/** `icane/participation:core`, `icane/role:technicien`. */
export type GroupKey = `${CommunityId}/${Station}`;
/** `icane/files/main`. */
export type SpaceKey = `${CommunityId}/${Tool}/${string}`;
export const groupKey = (community: CommunityId, station: Station): GroupKey => `${community}/${station}`;
export const spaceKey = (community: CommunityId, tool: Tool, name = 'main'): SpaceKey => `${community}/${tool}/${name}`;
/** The community that a group or a space belongs to. */
export const communityOfKey = (key: GroupKey | SpaceKey): CommunityId => key.slice(0, key.indexOf('/')) as CommunityId;
export const stationOfKey = (key: GroupKey): Station => key.slice(key.indexOf('/') + 1) as Station;
export const toolOfKey = (key: SpaceKey): Tool => key.split('/')[1] as Tool;
/** `main`, or the name of the part: `annonces`. */
export const partOfKey = (key: SpaceKey): string => key.split('/')[2] ?? 'main';

/** What a platform is told about a person. Nothing that is not needed there. */
export interface Profile {
  readonly displayName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
  readonly language: Language;
}
export type ProfileField = keyof Profile;
export const profileFields: readonly ProfileField[] = ['displayName', 'givenName', 'familyName', 'email', 'language'];

/** What a group may do in a space. A group without a grant has `none`. */
export interface Grant {
  readonly group: GroupKey;
  readonly level: Level;
}

/**
 * How an account comes to be on a platform. `create`: by Passerelle, with everything; `provision`: by Passerelle through the login app there
 * (no password, no mail); `await`: the identity side makes it, Passerelle links it when it is there.
 */
export type AccountMode = 'create' | 'provision' | 'await';

/** What should be on one target: ordered by `kind` and `key` when it comes as a sequence. */
export type Desired =
  DesiredAccount | DesiredGroup | DesiredMembership | DesiredSpace | DesiredGrant | DesiredPersonGrant | DesiredEntry;
export interface DesiredAccount {
  readonly kind: 'account';
  readonly person: PersonId;
  readonly enabled: boolean;
  readonly profile: Profile;
  readonly mode: AccountMode;
  /** For `await`: where the identity side knows the person from. */
  readonly hint: { readonly login: string | null; readonly anchor: string } | null;
}
export interface DesiredGroup {
  readonly kind: 'group';
  readonly group: GroupKey;
  readonly label: string;
}
export interface DesiredMembership {
  readonly kind: 'membership';
  readonly group: GroupKey;
  readonly person: PersonId;
}
export interface DesiredSpace {
  readonly kind: 'space';
  readonly space: SpaceKey;
  readonly tool: Tool;
  readonly label: string;
}
export interface DesiredGrant extends Grant {
  readonly kind: 'grant';
  readonly space: SpaceKey;
}

/** On a platform without groups: what one person may do in a space, the highest level that any of their stations gives. */
export interface DesiredPersonGrant {
  readonly kind: 'grant';
  readonly space: SpaceKey;
  readonly person: PersonId;
  readonly level: Level;
}

/** A part of a platform that is read as a whole. Only one that was read completely may lead to removals in it. */
export type Container =
  | { readonly of: 'accounts' }
  | { readonly of: 'groups' }
  | { readonly of: 'members'; readonly group: NativeId }
  | { readonly of: 'spaces'; readonly tool: Tool }
  | { readonly of: 'grants'; readonly space: NativeId }
  | { readonly of: 'entries'; readonly space: NativeId };

/** What is on a platform, in the platform's ids. */
export type Observed =
  ObservedAccount | ObservedGroup | ObservedMembership | ObservedSpace | ObservedGrant | ObservedEntry;
export interface ObservedAccount {
  readonly kind: 'account';
  readonly native: NativeId;
  /** What the platform itself holds that says which person this is: our person id, or the directory's id (entryUUID). Null: nothing. */
  readonly anchor: string | null;
  readonly login: string;
  readonly enabled: boolean;
  /** The fields that the platform told; an absent field is unknown, never empty. */
  readonly profile: Partial<Profile>;
  /** Made by the identity side (federation, LDAP back end): its profile and existence are not ours. */
  readonly federated: boolean;
  /** Why Passerelle must never touch it (platform administrator, the connector's own account). Null: it may. */
  readonly protected: 'administrator' | 'own' | 'staff' | null;
}
export interface ObservedGroup {
  readonly kind: 'group';
  readonly native: NativeId;
  readonly label: string;
  /** The mark that Passerelle left when it made it (our key), where the platform has room for one. */
  readonly mark: string | null;
}
export interface ObservedMembership {
  readonly kind: 'membership';
  readonly group: NativeId;
  readonly account: NativeId;
}
export interface ObservedSpace {
  readonly kind: 'space';
  readonly native: NativeId;
  readonly tool: Tool;
  readonly label: string;
  readonly mark: string | null;
}
/** Either what a group may do in a space, or, on a platform without groups, what an account may. */
export type ObservedGrant = ObservedGroupGrant | ObservedPersonGrant;
export interface ObservedGroupGrant {
  readonly kind: 'grant';
  readonly space: NativeId;
  readonly group: NativeId;
  /** The level that the native permissions amount to; `other` when they match none (then `detail` says what they are). */
  readonly level: Level | 'other';
  readonly detail: string;
}
export interface ObservedPersonGrant {
  readonly kind: 'grant';
  readonly space: NativeId;
  /** The account as `ObservedAccount.native` names it. */
  readonly account: NativeId;
  readonly level: Level | 'other';
  readonly detail: string;
}
