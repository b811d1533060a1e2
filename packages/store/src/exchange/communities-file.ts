import {
  isLocalDate,
  isParticipation,
  languages,
  modalities,
  participations,
  participationStation,
  roleId,
  roleStation,
  stages,
  targetId,
  communityId,
  defaultSettings,
  isCommunityId,
  isRoleId,
  tools,
  type Community,
  type Level,
  type PolicyTable,
  type Station,
  type Tool,
} from '@passerelle/model';
import { z } from 'zod';

/*
 * The file of communities: what `passerelle load` reads and `passerelle export` writes. Its words are explained at the head of
 * examples/communities.yaml. Two optional ones are added by an export where they are needed to lose nothing: a community's `settings` where they are
 * not the default ones, and a claim's `origin` where it is not the file's own.
 */

/** YAML readers give a day as text or as a Date at midnight UTC. */
const day = z
  .union([z.string(), z.date().transform((date) => date.toISOString().slice(0, 10))])
  .refine((text) => isLocalDate(text), 'not a day: YYYY-MM-DD')
  .transform((text) => text)
  .pipe(z.custom<`${number}-${number}-${number}`>((text) => typeof text === 'string' && isLocalDate(text)));
const role = z.string().refine(isRoleId, 'not a role name: a-z, 0-9 and -').transform(roleId);
const slug = z.string().refine(isCommunityId, 'not a slug: a-z, 0-9 and -, 2 to 32 characters').transform(communityId);
const cells = z.record(z.string(), z.string());
const origin = z
  .string()
  .regex(/^(hand|file|source:[a-z0-9][a-z0-9-]{0,62})$/)
  .optional();
const period = { from: day.optional(), until: day.optional(), origin };

const communityEntry = z.strictObject({
  slug,
  name: z.string(),
  purpose: z.string().default(''),
  modality: z.enum(modalities),
  stage: z.enum(stages),
  language: z.enum(languages as readonly ['fr', 'en', 'nl', 'de']),
  zone: z.string(),
  parent: slug.optional(),
  roles: z.array(z.strictObject({ slug: role, name: z.string(), access: cells.optional() })).default([]),
  access: z.record(z.string(), cells).default({}),
  tools: z
    .partialRecord(
      z.enum(tools as readonly [Tool, ...Tool[]]),
      z.strictObject({ target: z.string().transform(targetId) }),
    )
    .default({}),
  settings: z
    .strictObject({ rotationBefore: z.number(), rotationAfter: z.number(), handoverOverlap: z.number() })
    .partial()
    .default({}),
  members: z
    .array(z.strictObject({ person: z.string(), participation: z.enum(participations), ...period }))
    .default([]),
  assignments: z
    .array(z.strictObject({ role, person: z.string(), deputyFor: z.string().optional(), ...period }))
    .default([]),
  rotations: z
    .array(z.strictObject({ role, turns: z.array(z.strictObject({ meeting: day, person: z.string() })) }))
    .default([]),
});

/** Checks the form of a file. What it names (people, roles, platforms) is checked by `loadCommunities`. */
export const communitiesFile = z.strictObject({ version: z.literal(1), communities: z.array(communityEntry) });
/** The file as it may be written: everything optional left out. */
export type CommunitiesFile = z.input<typeof communitiesFile>;
export type CommunityEntry = z.output<typeof communityEntry>;

/** The community that an entry describes. Words that do not exist are kept for the model's validation to name. */
export function communityOf(entry: CommunityEntry): Community {
  const access: Partial<Record<Station, Readonly<Partial<Record<Tool, Level>>>>> = {};
  for (const [name, row] of Object.entries(entry.access)) access[stationNamed(name)] = row;
  for (const own of entry.roles) {
    const station = roleStation(own.slug);
    if (own.access) access[station] = { ...access[station], ...(own.access as Partial<Record<Tool, Level>>) };
  }
  const placed: Partial<Record<Tool, Community['tools'][Tool]>> = {};
  for (const tool of tools) {
    const target = entry.tools[tool]?.target;
    if (target !== undefined) placed[tool] = target;
  }
  return {
    id: entry.slug,
    name: entry.name,
    purpose: entry.purpose,
    modality: entry.modality,
    stage: entry.stage,
    language: entry.language,
    zone: entry.zone,
    parent: entry.parent ?? null,
    ownRoles: entry.roles.map(({ slug: own, name }) => ({ role: own, name })),
    access,
    tools: placed as Community['tools'],
    settings: {
      rotationBefore: entry.settings.rotationBefore ?? defaultSettings.rotationBefore,
      rotationAfter: entry.settings.rotationAfter ?? defaultSettings.rotationAfter,
      handoverOverlap: entry.settings.handoverOverlap ?? defaultSettings.handoverOverlap,
    },
  };
}

const stationNamed = (name: string): Station => {
  if (isParticipation(name)) return participationStation(name);
  return isRoleId(name) ? roleStation(name) : (`role:${name}` as Station);
};

/** The rows of an access table as the file writes them: own roles' apart, since they stand with their role. */
export function accessRows(
  table: PolicyTable,
  own: ReadonlySet<string>,
): { readonly access: Record<string, Cells>; readonly roles: Record<string, Cells> } {
  const access: Record<string, Cells> = {};
  const roles: Record<string, Cells> = {};
  for (const [station, row] of Object.entries(table)) {
    const [kind, ...rest] = station.split(':');
    const name = rest.join(':');
    const cellsOfRow: Cells = { ...row };
    if (kind === 'role' && own.has(name)) roles[name] = cellsOfRow;
    else access[name] = cellsOfRow;
  }
  return { access, roles };
}
type Cells = Record<string, string>;
