import type { DavCollection } from './dav/collection-state.ts';
import { emptyForms, type FormsState } from './forms/form-state.ts';
import type { AclRule } from './groupfolders/acl-rules.ts';
import { emptyPolls, type PollsState } from './polls/poll-state.ts';

/** Everything that a Nextcloud remembers, as plain data. Times are seconds since the epoch, as Nextcloud counts. */

export type Backend = 'Database' | 'user_oidc';

export interface Account {
  /** As written at creation; compared without regard to case. */
  readonly uid: string;
  readonly backend: Backend;
  enabled: boolean;
  displayName: string;
  email: string | null;
  additionalMail: string[];
  notifyEmail: string | null;
  /** `none`, `default` or a number of bytes. */
  quota: 'none' | 'default' | number;
  language: string;
  locale: string;
  timezone: string;
  manager: string;
  /** Free profile fields by their key: phone, address, website… */
  profile: Record<string, string>;
  passwordHash: string | null;
  appPasswordHashes: string[];
  firstLogin: number;
  lastLogin: number;
}

export interface Group {
  readonly gid: string;
  displayName: string;
  /** Account ids. */
  readonly members: Set<string>;
  readonly subAdmins: Set<string>;
}

export interface AclManager {
  readonly type: 'user' | 'group';
  readonly id: string;
}

export interface TeamFolder {
  readonly id: number;
  mountPoint: string;
  /** Bytes; -3 is unlimited. */
  quota: number;
  acl: boolean;
  /** Group id to bitmask: 1 read, 2 update, 4 create, 8 delete, 16 share. Ids need not exist: the real app asks nobody. */
  readonly groups: Map<string, number>;
  manage: AclManager[];
  /** Advanced permissions by path inside the folder; they count only while `acl` is on. */
  readonly rules: Map<string, readonly AclRule[]>;
}

export interface FileNode {
  readonly id: number;
  readonly kind: 'file' | 'folder';
  modified: number;
  /** Empty for a folder. */
  content: Buffer;
}

export interface Share {
  readonly id: number;
  readonly owner: string;
  /** 0 a person, 1 a group. */
  readonly type: 0 | 1;
  readonly shareWith: string;
  /** Where the shared file or folder lies. */
  readonly storage: string;
  readonly path: string;
  /** The place at the members' root, such as `/X`. */
  readonly target: string;
  permissions: number;
  readonly created: number;
  note: string;
  /** Members who took the share off their own root. */
  readonly leftBy: Set<string>;
}

export interface NextcloudState {
  /** By account id in lower case. */
  readonly accounts: Map<string, Account>;
  readonly groups: Map<string, Group>;
  readonly folders: Map<number, TeamFolder>;
  /** By storage (`home:uid` or `folder:id`), then by path without slashes at the ends; the root is the empty path. */
  readonly files: Map<string, Map<string, FileNode>>;
  readonly shares: Map<number, Share>;
  /** Groups whose members may administer a part without being administrators (`occ admin-delegation`). */
  readonly delegations: { users: string[]; groupfolders: string[] };
  /** Calendars and address books. */
  readonly collections: Map<number, DavCollection>;
  /** What the apps Polls and Forms keep, with their settings. */
  readonly polls: PollsState;
  readonly forms: FormsState;
  readonly nextIds: { folder: number; file: number; share: number; collection: number };
  maintenance: boolean;
}

export const emptyState = (): NextcloudState => ({
  accounts: new Map(),
  groups: new Map(),
  folders: new Map(),
  files: new Map(),
  shares: new Map(),
  delegations: { users: [], groupfolders: [] },
  collections: new Map(),
  polls: emptyPolls(),
  forms: emptyForms(),
  nextIds: { folder: 1, file: 1, share: 1, collection: 1 },
  maintenance: false,
});
