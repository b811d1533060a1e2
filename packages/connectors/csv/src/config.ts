import { communityId, isCommunityId, isRoleId, participations, roleId } from '@passerelle/model';
import { z } from 'zod';
import { columns, type Column } from './columns.ts';

const community = z
  .string()
  .refine(isCommunityId, "a community's short name: a-z, 0-9 and -, 2 to 32 characters")
  .transform(communityId);
const role = z.string().refine(isRoleId, 'a role: a-z, 0-9 and -').transform(roleId);
const header = z.string().min(1);

/** Configuration of a CSV, as a source or for one import. */
export const csvConfig = z.strictObject({
  path: z.string().min(1),
  encoding: z.enum(['auto', 'utf-8', 'windows-1252', 'utf-16le', 'utf-16be']).default('auto'),
  separator: z.enum(['auto', ';', ',', '\t']).default('auto'),
  /** The file's own header for a column, where it is not one that is recognised. */
  columns: z
    .strictObject(Object.fromEntries(columns.map((column) => [column, header])) as Record<Column, typeof header>)
    .partial()
    .default({}),
  /** The community of lines that name none. */
  community: community.optional(),
  /** The participation of somebody in a community whose line says none. */
  participation: z.enum(participations).default('peripheral'),
  /** What the file calls a community: `{ "Infirmières de nuit": icane }`. Short names are understood as they are. */
  communities: z.record(z.string(), community).default({}),
  /** What the file calls a role, besides the built-in ones and their feminine forms: `{ "Responsable documentaire": documentaliste }`. */
  roles: z.record(z.string(), role).default({}),
  /** All lines of a person become one record, so what the file says is held in memory (about 1 kB per line that adds something) until its end. */
  maxPeople: z.number().int().positive().default(200_000),
});
export type CsvConfig = z.output<typeof csvConfig>;
