import type {
  Community,
  CommunityId,
  CommunitySettings,
  Language,
  Modality,
  OwnRole,
  PolicyTable,
  Stage,
} from '@passerelle/model';

/** A version of a community; its words were checked when they were written. */
export interface CommunityRow {
  readonly id: CommunityId;
  readonly name: string;
  readonly purpose: string;
  readonly modality: Modality;
  readonly stage: Stage;
  readonly language: Language;
  readonly zone: string;
  readonly parent: CommunityId | null;
  readonly own_roles: readonly OwnRole[];
  readonly access: PolicyTable;
  readonly tools: Community['tools'];
  readonly settings: CommunitySettings;
}

export const communityColumns =
  'id, name, purpose, modality, stage, language, zone, parent, own_roles, access, tools, settings';

export const toCommunity = ({ own_roles: ownRoles, ...row }: CommunityRow): Community => ({
  id: row.id,
  name: row.name,
  purpose: row.purpose,
  modality: row.modality,
  stage: row.stage,
  language: row.language,
  zone: row.zone,
  parent: row.parent,
  ownRoles,
  access: row.access,
  tools: row.tools,
  settings: row.settings,
});
