import { readFileSync } from 'node:fs';
import { z } from 'zod';

const text = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) });
const texts = z.strictObject({ fr: z.array(z.string().min(1)).min(1), en: z.array(z.string().min(1)).min(1) });
const poll = z.strictObject({
  type: z.enum(['datePoll', 'textPoll']),
  ending: text,
  description: text,
  configuration: z.record(z.string(), z.unknown()),
});
const form = z.strictObject({
  ending: text,
  description: text,
  settings: z.record(z.string(), z.unknown()),
  questions: z
    .array(
      z.strictObject({
        type: z.enum(['multiple', 'multiple_unique', 'dropdown', 'short', 'long', 'date', 'time']),
        text,
        options: texts.optional(),
      }),
    )
    .min(1),
});

/** What is ready-made in each community, as a data file of this package. */
export const readyMade = z
  .strictObject({ polls: z.array(poll).min(1), forms: z.array(form).min(1) })
  .parse(JSON.parse(readFileSync(new URL('../../../templates/ready-made.json', import.meta.url), 'utf8')));
