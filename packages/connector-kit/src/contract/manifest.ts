import type { AccountMode, Level, ResourceKind, Texts, Tool } from '@passerelle/model';
import type { z } from 'zod';
import type { NamingRule } from './naming.ts';

/** What a connector can do and how it must be used: data, read by the planner, the engine, the console and the documentation. */
export interface Manifest<Config = unknown> {
  /** `nextcloud`, `keycloak`. */
  readonly id: string;
  readonly title: string;
  /** Where people log in: every community's groups and members are there, whatever its tools. */
  readonly identity: boolean;
  readonly kinds: readonly ResourceKind[];
  readonly tools: readonly Tool[];
  /** Native permissions of each level, as the documentation shows them. A level that is absent is not offered there: the next lower one is given. */
  readonly levels: Readonly<Partial<Record<Tool, Readonly<Partial<Record<Level, string>>>>>>;
  /** The account modes that this connector can work in; the configuration chooses one, the first is the default. */
  readonly accountModes: readonly AccountMode[];
  /** Without these of the profile no account can be made there: their person waits, and the plan says for what. Absent: nothing is needed. */
  readonly accountsNeed?: readonly 'email'[];
  /**
   * `people`: the platform has no groups (a mailing list); each person is given their level in each space. Such a manifest has no `group` and no
   * `membership` among its kinds. Absent: groups.
   */
  readonly grantsTo?: 'groups' | 'people';
  /** Spaces that a tool has inside its own one, beside `main`. Which of them are wanted, the configuration says (`use`). */
  readonly parts?: Readonly<Partial<Record<Tool, readonly SpacePart[]>>>;
  /**
   * How many spaces may lie in one another, the outermost counted (Discourse: 2). A working group's space is made inside its parent community's as far as
   * that allows; a space that already lies that deep has no parts. Absent: a working group's spaces stand by themselves.
   */
  readonly nesting?: number;
  /**
   * Inside another space only groups that have something in the outer one can be given anything: the level that a working group's groups are given in their
   * parent community's space (Discourse: `{ forum: 'read' }`). Where the parent's policy gives less than that to some of its members, the working group's
   * space stands by itself, so that nobody sees more. Absent: no such rule.
   */
  readonly insideNeeds?: Readonly<Partial<Record<Tool, Level>>>;
  /** What Passerelle writes into the spaces of these tools, and reads there. Absent: nothing. */
  readonly entries?: Readonly<Partial<Record<Tool, 'meeting' | 'card'>>>;
  /** What taking away means there, and what goes with it; texts' codes. */
  readonly removing: Readonly<Partial<Record<ResourceKind, string>>>;
  readonly naming: { readonly group: NamingRule; readonly space: NamingRule };
  /** True when an account can be created together with its memberships in one batch; or with its grants, where they go to people. */
  readonly mergesMembershipsIntoCreate: boolean;
  /**
   * Membership changes of so many people may be handed over in one batch whose object is the group, where all of them only add or only remove, and the
   * same groups. Absent: one person at a time.
   */
  readonly joins?: { readonly kind: 'membership'; readonly most: number };
  /** How many batches may be under way at once on one target once its credential is proven. */
  readonly concurrency: number;
  readonly rations: readonly Ration[];
  /** How each create is found again after a crash. */
  readonly foundAgainBy: Readonly<Partial<Record<'account' | 'group' | 'space' | 'entry', 'natural-key' | 'mark'>>>;
  /** The smallest rights of its own account, by situation; texts' codes. */
  readonly rights: { readonly running: readonly string[]; readonly setup: readonly string[] };
  readonly config: z.ZodType<Config>;
  readonly texts: { readonly fr: Texts; readonly en: Texts };
}

/** A space inside a community's own of the same tool: its key is `icane/forum/annonces`. */
export interface SpacePart {
  /** `[a-z0-9-]`, for ever: the last piece of the space's key. Never `main`. */
  readonly name: string;
  /** Code in the manifest's texts: how the part is labelled, in the community's language. */
  readonly label: string;
  /** Levels that give less here than in the tool: `{ create: 'reply' }`. What is not named stands as it is; one that would give more is passed over. */
  readonly levels?: Readonly<Partial<Record<Level, Level>>>;
}

/** So many calls of a bucket in a sliding window, shared by all workers; `reserved` of them only for takings. */
export interface Ration {
  readonly bucket: string;
  readonly calls: number;
  readonly seconds: number;
  readonly reserved: number;
}
