import {
  communityId,
  participations,
  personId,
  toolLevels,
  tools,
  type CommunityId,
  type LocalDate,
  type PersonId,
  type Tool,
} from '@passerelle/model';
import { z } from 'zod';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Text that PostgreSQL can keep: it knows no NUL. */
// eslint-disable-next-line no-control-regex
export const storable = /^[^\u0000]*$/;

/** What the parameters of paths, and fields of the same names, must look like. */
export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/);
export const uuid = z.string().regex(uuidPattern);
export const person = uuid.transform((text): PersonId => personId(text));
export const community = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/)
  .transform((text): CommunityId => communityId(text));
export const words = z.string().max(200).regex(storable);
export const day = z.iso
  .date()
  .regex(/^(?:19|20|21)/)
  .transform((text) => text as LocalDate);
export const tool = z.enum(tools as [Tool, ...Tool[]]);
export const level = z.enum([...new Set(Object.values(toolLevels).flat())]);
export const participation = z.enum(participations);
export const truth = z.enum(['true', 'false']).transform((text) => text === 'true');

/** In answers. */
export const instant = z.iso.datetime();
export const labelled = z.object({ id: z.string(), label: z.string() });
export const someone = z.object({ id: z.string(), name: z.string() });
/** A sentence: the code for programs, the text for the reader. */
export const sentence = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string(),
});
