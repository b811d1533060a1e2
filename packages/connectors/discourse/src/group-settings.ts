import { z } from 'zod';
import data from './group-settings.json' with { type: 'json' };

const schema = z.record(
  z.string(),
  z.strictObject({ value: z.union([z.int(), z.boolean()]), because: z.string().min(1) }),
);

/** What every group of ours is made with; the reasons stand beside the values. Changed by hand afterwards, they stay as the forum's staff wants them. */
export const groupSettings: Readonly<Record<string, number | boolean>> = Object.fromEntries(
  Object.entries(schema.parse(data)).map(([setting, { value }]) => [setting, value]),
);
