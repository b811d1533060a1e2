import type {
  AccountMode,
  Community,
  DesiredAccount,
  EntryContent,
  Grant,
  GroupKey,
  Level,
  NativeId,
  ObservedAccount,
  PersonId,
  PolicyTable,
  ResourceKind,
  SpaceKey,
  Station,
  TargetId,
  Tool,
} from '@passerelle/model';

/** A target as the planner sees it: data from its manifest and configuration. */
export interface TargetView {
  readonly id: TargetId;
  /** Every community's groups are there, whatever its tools. */
  readonly identity: boolean;
  readonly tools: readonly Tool[];
  /** What exists there at all. A platform without groups and grants (a video bridge) decides at the door: only its spaces are planned. Absent: everything. */
  readonly kinds?: readonly ResourceKind[];
  /** Levels that exist there, lowest first, for each of its tools; a missing level is served by the next lower one. */
  readonly levels: Readonly<Partial<Record<Tool, readonly Level[]>>>;
  /** Mode for people without a directory record, and for those with one. */
  readonly accountMode: { readonly local: AccountMode; readonly directory: AccountMode };
  /** What of a profile an account there cannot be without. Absent: nothing. */
  readonly accountsNeed?: readonly 'email'[];
  /** `people`: there are no groups, each person is given their level in each space. Absent: groups. */
  readonly grantsTo?: 'groups' | 'people';
  /** Spaces that are wanted inside each tool's own one. Absent: none. */
  readonly parts?: Readonly<Partial<Record<Tool, readonly PartView[]>>>;
  /** How many spaces may lie in one another, the outermost counted. Absent: a working group's spaces stand by themselves. */
  readonly nesting?: number;
  /** What a group needs in a space to be given anything in those that lie in it. Absent: nothing. */
  readonly insideNeeds?: Readonly<Partial<Record<Tool, Level>>>;
  /** What Passerelle writes into the spaces of these tools. Absent: nothing. */
  readonly entries?: Readonly<Partial<Record<Tool, EntryType>>>;
  /** Derives a native name for a new group or space; asked once for each, the answer is kept in the store. */
  readonly nameOf: (kind: 'group' | 'space', key: GroupKey | SpaceKey, taken: (name: string) => boolean) => string;
}

export type EntryType = EntryContent['type'];

/** A space inside a tool's own one. */
export interface PartView {
  /** The last piece of its key. */
  readonly name: string;
  readonly label: Readonly<Record<'fr' | 'en', string>>;
  /** Levels that give less in it than in the tool. */
  readonly levels?: Readonly<Partial<Record<Level, Level>>>;
}

/** One community as it should be at an instant. People in code-unit order of their ids, each once, only those who stand somewhere. */
export interface CommunityStandings {
  readonly community: Community;
  readonly people: readonly { readonly person: PersonId; readonly stations: readonly Station[] }[];
  /** Roles in use now: their groups are made. */
  readonly stationsInUse: readonly Station[];
  /** Of a working group: the communities that it is part of, the nearest first. Absent: none. */
  readonly above?: readonly Community[];
  /** What should be in its calendar and its address book, each entry once. Absent: not asked. */
  readonly entries?: readonly WantedEntry[];
}
export interface WantedEntry {
  readonly type: EntryType;
  /** Of a meeting, its id; of a card, the person's. */
  readonly entry: string;
  /** Null: whatever is there is left as it is (a meeting of long ago). */
  readonly content: EntryContent | null;
  /** Of `canonicalContent(content)`; empty where there is none. */
  readonly digest: string;
}

/** What is known of an account that is linked to a person. `observed` null: the accounts were read completely and it is not there; `unknown`: not read. */
export interface KnownAccount {
  readonly person: PersonId;
  readonly native: NativeId;
  readonly ownership: 'made' | 'adopted' | 'linked';
  readonly observed: ObservedAccount | null | 'unknown';
  /** The last switch that Passerelle applied here was a disable. False: if it is disabled now, somebody else did that. Absent: not known. */
  readonly disabledByUs?: boolean;
  /** The address there is no longer the one that Passerelle last gave: somebody changed it on the platform. Absent: not known. */
  readonly addressMoved?: boolean;
}

/** What is known of one community on one target: our groups and spaces with what was read in them. */
export interface KnownCommunity {
  readonly community: Community['id'];
  readonly groups: readonly KnownGroup[];
  readonly spaces: readonly KnownSpace[];
  /** Ordered by person, then group. */
  readonly memberships: readonly KnownMembership[];
  /** Accounts in our groups that no link names. */
  readonly strangers: readonly { readonly group: GroupKey; readonly account: NativeId; readonly label: string }[];
  /** Of a working group: the spaces of its parent community, with what the working group's own groups have in them. Absent: not asked, or none. */
  readonly around?: readonly KnownSpace[];
  /** Where grants go to people: what each has in our spaces, and was given. Ordered by person, then space. */
  readonly personGrants?: readonly KnownPersonGrant[];
  /** Where grants go to people: accounts in our spaces that no link names. */
  readonly grantStrangers?: readonly GrantStranger[];
  /** Entries that bear our mark, or that we wrote. Those that members added by hand are not among them. */
  readonly entries?: readonly KnownEntry[];
  /** The spaces whose entries were read completely. */
  readonly entriesRead?: readonly SpaceKey[];
}
export interface KnownEntry {
  readonly space: SpaceKey;
  readonly entry: string;
  /** Null: not seen there. */
  readonly native: NativeId | null;
  /** As the object itself keeps it; null: it has lost it, or was not seen. */
  readonly digest: string | null;
  /** False: somebody has changed it since it was written. */
  readonly intact: boolean;
  /** Digest of what Passerelle last wrote; null: not ours. */
  readonly made: string | null;
}
export interface KnownGroup {
  readonly group: GroupKey;
  readonly name: string;
  /** Null: reserved, never made. */
  readonly native: NativeId | null;
  readonly label: string;
  /** `absent`: the list of groups was read completely and it is not in it. */
  readonly presence: 'present' | 'absent' | 'unknown';
  readonly membersRead: 'complete' | 'partial';
}
export interface KnownMembership {
  readonly person: PersonId;
  readonly group: GroupKey;
  readonly observed: boolean;
  /** Passerelle made or adopted it. */
  readonly made: boolean;
}
export interface KnownSpace {
  readonly space: SpaceKey;
  readonly name: string;
  readonly native: NativeId | null;
  readonly label: string;
  readonly presence: 'present' | 'absent' | 'unknown';
  readonly grantsRead: 'complete' | 'partial';
  readonly grants: readonly KnownGrant[];
}
export interface KnownGrant extends Omit<Grant, 'level'> {
  readonly level: Level | 'other' | null;
  readonly detail: string;
  /** What Passerelle last granted; null: not ours. */
  readonly made: Level | null;
}

export interface KnownPersonGrant {
  readonly person: PersonId;
  readonly space: SpaceKey;
  readonly level: Level | 'other' | null;
  readonly detail: string;
  /** What Passerelle last gave; null: not ours. */
  readonly made: Level | null;
}
export interface GrantStranger {
  readonly space: SpaceKey;
  readonly account: NativeId;
  readonly label: string;
  readonly level: Level | 'other';
}

/** An account that a person asked to take out of a group; or, where grants go to people, out of a space. */
export type PutBack =
  { readonly group: GroupKey; readonly account: NativeId } | { readonly space: SpaceKey; readonly account: NativeId };

/** An object on the platform that no link or record names, but that bears a name or an address which one of ours is about to take. */
export interface Namesake {
  readonly kind: 'account' | 'group' | 'space';
  readonly native: NativeId;
  readonly because: 'same-email' | 'same-login' | 'same-anchor' | 'same-name' | 'our-mark';
}

export interface PlanInput {
  readonly target: TargetView;
  readonly instanceAccess: PolicyTable;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Accounts should-be and as known, both ordered by person id (code units). */
  readonly accounts: { readonly desired: AsyncIterable<DesiredAccount>; readonly known: AsyncIterable<KnownAccount> };
  /** Communities should-be and as known, both ordered by slug (code units). Communities that use neither this target nor have anything there are left out. */
  readonly communities: {
    readonly desired: AsyncIterable<CommunityStandings>;
    readonly known: AsyncIterable<KnownCommunity>;
  };
  /**
   * Written to the source of truth after the observation began: left to the next round. (person, community): that person there;
   * (person, null): anything about the person; (null, community): the community itself (policy, tools, roles in use).
   */
  readonly touched: (person: PersonId | null, community: Community['id'] | null) => boolean;
  /** Something of that name (or address) that is not ours. */
  readonly namesake: (
    wanted: { kind: 'account'; account: DesiredAccount } | { kind: 'group' | 'space'; name: string; tool?: Tool },
  ) => Namesake | null;
  /**
   * Of somebody whose account the identity side makes: whether it was seen there. `absent`: it was looked for and is not there yet; the plan says that it
   * waits. `unknown` (and no answer at all): the connector looks when the plan is applied.
   */
  readonly identitySide?: (account: DesiredAccount) => 'there' | 'absent' | 'unknown';
  /**
   * Somebody whose account this plan does not look at, and who has none there: nothing can be given to them now, and who makes the account gives it then.
   * Absent: every account is looked at.
   */
  readonly accountless?: (person: PersonId) => boolean;
  /** Why a loss of this person in this community carries its own approval: a dated end ≥ 24 h ahead, or an act that a person confirmed. Null: it does not. */
  readonly approvalOf: (person: PersonId, community: Community['id']) => Promise<'dated' | 'confirmed' | null>;
  /** Suspended by name, at once: never held by a volume guard. */
  readonly suspended: (person: PersonId) => boolean;
  /** Somebody waits for what changes for this person there, or for the community itself (null): planned with priority 1. Absent: nobody does. */
  readonly awaited?: (person: PersonId | null, community: Community['id'] | null) => boolean;
  /** Asked for by name by a person: unexpected memberships, or grants to people, to take out. */
  readonly putBack: readonly PutBack[];
}
