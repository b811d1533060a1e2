import { z } from 'zod';
import { emptyForms, formsSchema } from './forms/form-state.ts';
import { emptyPolls, pollsSchema } from './polls/poll-state.ts';
import { collectionsFromData, collectionsSchema, collectionsToData } from './dav/collection-state.ts';
import type { AclRule } from './groupfolders/acl-rules.ts';
import type { NextcloudState } from './state.ts';

const account = z.object({
  uid: z.string(),
  backend: z.enum(['Database', 'user_oidc']),
  enabled: z.boolean(),
  displayName: z.string(),
  email: z.string().nullable(),
  additionalMail: z.array(z.string()),
  notifyEmail: z.string().nullable(),
  quota: z.union([z.literal('none'), z.literal('default'), z.number()]),
  language: z.string(),
  locale: z.string(),
  timezone: z.string(),
  manager: z.string(),
  profile: z.record(z.string(), z.string()),
  passwordHash: z.string().nullable(),
  appPasswordHashes: z.array(z.string()),
  firstLogin: z.number(),
  lastLogin: z.number(),
});
const group = z.object({
  gid: z.string(),
  displayName: z.string(),
  members: z.array(z.string()),
  subAdmins: z.array(z.string()),
});
const rule = z.object({
  type: z.enum(['user', 'group']),
  id: z.string(),
  mask: z.number(),
  permissions: z.number(),
});
const folder = z.object({
  id: z.number(),
  mountPoint: z.string(),
  quota: z.number(),
  acl: z.boolean(),
  groups: z.array(z.tuple([z.string(), z.number()])),
  manage: z.array(z.object({ type: z.enum(['user', 'group']), id: z.string() })),
  rules: z.array(z.tuple([z.string(), z.array(rule)])),
});
const file = z.object({
  path: z.string(),
  id: z.number(),
  kind: z.enum(['file', 'folder']),
  modified: z.number(),
  content: z.string(),
});
const share = z.object({
  id: z.number(),
  owner: z.string(),
  type: z.union([z.literal(0), z.literal(1)]),
  shareWith: z.string(),
  storage: z.string(),
  path: z.string(),
  target: z.string(),
  permissions: z.number(),
  created: z.number(),
  note: z.string(),
  leftBy: z.array(z.string()),
});
const snapshotSchema = z.object({
  format: z.literal('passerelle-sandbox-nextcloud/1'),
  accounts: z.array(account),
  groups: z.array(group),
  folders: z.array(folder),
  files: z.array(z.object({ storage: z.string(), nodes: z.array(file) })),
  shares: z.array(share),
  delegations: z.object({ users: z.array(z.string()), groupfolders: z.array(z.string()) }),
  collections: collectionsSchema,
  polls: pollsSchema.default(emptyPolls),
  forms: formsSchema.default(emptyForms),
  nextIds: z.object({
    folder: z.number(),
    file: z.number(),
    share: z.number(),
    collection: z.number().default(1),
  }),
  maintenance: z.boolean(),
});
export type NextcloudSnapshot = z.infer<typeof snapshotSchema>;

/** The whole state as plain JSON data. Holds hashes of passwords, no password. */
export const snapshotOf = (state: NextcloudState): NextcloudSnapshot => ({
  format: 'passerelle-sandbox-nextcloud/1',
  accounts: [...state.accounts.values()],
  groups: [...state.groups.values()].map((each) => ({
    ...each,
    members: [...each.members],
    subAdmins: [...each.subAdmins],
  })),
  folders: [...state.folders.values()].map((each) => ({
    ...each,
    groups: [...each.groups],
    rules: [...each.rules].map(([path, rules]): [string, AclRule[]] => [path, [...rules]]),
  })),
  files: [...state.files].map(([storage, nodes]) => ({
    storage,
    nodes: [...nodes].map(([path, node]) => ({ ...node, path, content: node.content.toString('base64') })),
  })),
  shares: [...state.shares.values()].map((each) => ({ ...each, leftBy: [...each.leftBy] })),
  delegations: state.delegations,
  collections: collectionsToData(state.collections),
  polls: state.polls,
  forms: state.forms,
  nextIds: state.nextIds,
  maintenance: state.maintenance,
});

/** The state that a snapshot was taken of. Throws when the data is not a snapshot of this kind. */
export const stateFrom = (data: unknown): NextcloudState => {
  const snapshot = snapshotSchema.parse(data);
  return {
    ...snapshot,
    accounts: new Map(snapshot.accounts.map((each) => [each.uid.toLowerCase(), each])),
    groups: new Map(
      snapshot.groups.map((each) => [
        each.gid,
        { ...each, members: new Set(each.members), subAdmins: new Set(each.subAdmins) },
      ]),
    ),
    folders: new Map(
      snapshot.folders.map((each) => [each.id, { ...each, groups: new Map(each.groups), rules: new Map(each.rules) }]),
    ),
    files: new Map(
      snapshot.files.map(({ storage, nodes }) => [
        storage,
        new Map(nodes.map(({ path, ...node }) => [path, { ...node, content: Buffer.from(node.content, 'base64') }])),
      ]),
    ),
    shares: new Map(snapshot.shares.map((each) => [each.id, { ...each, leftBy: new Set(each.leftBy) }])),
    collections: collectionsFromData(snapshot.collections),
  };
};
