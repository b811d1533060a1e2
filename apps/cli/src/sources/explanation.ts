import { z } from 'zod';

const sentence = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What a source answers that can explain an entry: it is no part of every source's contract, so its answer is checked here. */
export const explanationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed'), detail: z.string(), remedy: sentence.nullable() }),
  z.object({
    kind: z.literal('explained'),
    preset: z.string(),
    outside: z.array(sentence),
    entry: z.object({
      dn: z.string(),
      verdict: z.enum(['record', 'rejected']),
      reason: sentence.nullable(),
      fields: z.array(
        z.object({
          field: z.string(),
          value: z.string().nullable(),
          why: sentence.nullable(),
          tried: z.array(
            z.object({
              attribute: z.string(),
              values: z.array(z.string()),
              taken: z.string().nullable(),
              why: sentence.nullable(),
            }),
          ),
        }),
      ),
      memberships: z.array(z.object({ community: z.string(), participation: z.string() })),
      assignments: z.array(z.object({ community: z.string(), role: z.string() })),
      leftAside: z.array(z.string()),
    }),
  }),
]);
export type ExplanationShown = z.output<typeof explanationSchema>;
