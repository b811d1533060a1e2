import type { CommunityId, RoleId, TargetId } from './ids.ts';
import type { Language } from './person.ts';
import type { PolicyTable } from './policy.ts';
import type { Tool } from './tool.ts';

export const modalities = ['on-site', 'remote', 'hybrid'] as const;
export type Modality = (typeof modalities)[number];
export const stages = ['launch', 'running', 'autonomous', 'archived'] as const;
export type Stage = (typeof stages)[number];
export const isStage = (value: string): value is Stage => stages.some((known) => known === value);

/** A role that a community added to the built-in ones: "responsable documentaire". What it gives stands in the community's `access`. */
export interface OwnRole {
  readonly role: RoleId;
  readonly name: string;
}

/** Settings of the rules table in product.md, in days. */
export interface CommunitySettings {
  /** A role in rotation is held this many days before its meeting (7) … */
  readonly rotationBefore: number;
  /** … and after it (7). */
  readonly rotationAfter: number;
  /** Both hold a handed-over role for so many days (14). */
  readonly handoverOverlap: number;
}
export const defaultSettings: CommunitySettings = { rotationBefore: 7, rotationAfter: 7, handoverOverlap: 14 };

export interface Community {
  readonly id: CommunityId;
  readonly name: string;
  readonly purpose: string;
  readonly modality: Modality;
  readonly stage: Stage;
  readonly language: Language;
  /** IANA time zone; local dates of this community are read in it. */
  readonly zone: string;
  /** A working group names the community that it is part of. */
  readonly parent: CommunityId | null;
  readonly ownRoles: readonly OwnRole[];
  /** Overrides of the access policy, cell by cell. */
  readonly access: PolicyTable;
  /** Which target each tool lives on; a tool that is absent is not offered. */
  readonly tools: Readonly<Partial<Record<Tool, TargetId>>>;
  readonly settings: CommunitySettings;
}
