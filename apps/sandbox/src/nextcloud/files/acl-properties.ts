import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { inheritedRules, managesAcl, type AclRule } from '../groupfolders/acl-rules.ts';
import type { Platform } from '../platform.ts';
import type { Account, TeamFolder } from '../state.ts';
import { xmlText } from './dav-answer.ts';
import type { Place } from './place.ts';

export const folderOfPlace = (platform: Platform, place: Place): TeamFolder | undefined =>
  place.mount === 'group' ? platform.state.folders.get(Number(place.storage.slice('folder:'.length))) : undefined;

const listXml = (platform: Platform, rules: readonly AclRule[]): string =>
  rules
    .map(({ type, id, mask, permissions }) => {
      const name =
        type === 'group'
          ? platform.state.groups.get(id)?.displayName
          : platform.state.accounts.get(id.toLowerCase())?.displayName;
      return (
        `<nc:acl><nc:acl-mapping-type>${type}</nc:acl-mapping-type><nc:acl-mapping-id>${xmlText(id)}</nc:acl-mapping-id>` +
        `<nc:acl-mapping-display-name>${xmlText(name ?? id)}</nc:acl-mapping-display-name>` +
        `<nc:acl-mask>${mask}</nc:acl-mask><nc:acl-permissions>${permissions}</nc:acl-permissions></nc:acl>`
      );
    })
    .join('');

/** The properties that groupfolders adds to a node of a team folder. */
export const aclProperties = (platform: Platform, account: Account, place: Place): Record<string, string> => {
  const folder = folderOfPlace(platform, place);
  if (folder === undefined) return {};
  return {
    'nc:group-folder-id': String(folder.id),
    'nc:acl-enabled': folder.acl ? '1' : '0',
    'nc:acl-can-manage': managesAcl(platform.state, folder, account.uid) ? '1' : '0',
    'nc:acl-list': listXml(platform, folder.rules.get(place.path) ?? []),
    'nc:inherited-acl-list': listXml(platform, inheritedRules(folder, place.path)),
  };
};

const ruleSchema = z.object({
  'acl-mapping-type': z.enum(['user', 'group']),
  'acl-mapping-id': z.coerce.string(),
  'acl-mask': z.coerce.number().int(),
  'acl-permissions': z.coerce.number().int(),
});
const updateSchema = z.object({
  propertyupdate: z.object({
    set: z.object({
      prop: z.object({ 'acl-list': z.union([z.object({ acl: z.array(ruleSchema).default([]) }), z.literal('')]) }),
    }),
  }),
});

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  processEntities: true,
  isArray: (name) => name === 'acl',
});

/** The rules in the body of a PROPPATCH; null when it sets something else, or is no XML. */
export const rulesIn = (body: Buffer): AclRule[] | null => {
  let document: unknown;
  try {
    document = parser.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const update = updateSchema.safeParse(document);
  if (!update.success) return null;
  const list = update.data.propertyupdate.set.prop['acl-list'];
  return (list === '' ? [] : list.acl).map((rule) => ({
    type: rule['acl-mapping-type'],
    id: rule['acl-mapping-id'],
    mask: rule['acl-mask'],
    permissions: rule['acl-permissions'],
  }));
};
