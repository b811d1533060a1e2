import { status } from '@passerelle/engine';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { rules } from '../rights/rule.ts';
import { instant, sentence } from '../schema/fields.ts';

const counts = z.record(z.string(), z.int());

export const readStatus = endpoint({
  id: 'status',
  method: 'get',
  path: '/status',
  summary: 'How things are, as far as the store knows: platforms, sources, workers, what waits',
  rule: rules.instanceReaders,
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({}),
  answer: z.object({
    people: counts,
    communities: z.int(),
    archived: z.int(),
    memberships: z.int(),
    targets: z.array(
      z.object({
        target: z.string(),
        connector: z.string(),
        may: z.enum(['write', 'read', 'nothing']).describe('What Passerelle may do there now'),
        why: z.string().nullable(),
        trouble: sentence.nullable(),
        lastRead: instant.nullable(),
        lastReadState: z.string().nullable(),
        openDrift: z.int(),
        operations: counts,
      }),
    ),
    sources: z.array(
      z.object({ source: z.string(), lastRun: instant.nullable(), state: z.string().nullable(), people: z.int() }),
    ),
    blocks: z.int(),
    questions: z.int(),
    unplannedChanges: z.int(),
    workers: z.array(z.object({ host: z.string(), pid: z.int(), heartbeatAt: instant })),
    notices: z.array(z.object({ at: instant, severity: z.string(), text: sentence })),
  }),
  async handle({ api, say }) {
    const now = await status(api.engine);
    return {
      ...now,
      targets: now.targets.map(({ quarantine, lastRead, standing, ...target }) => ({
        ...target,
        may: standing.may,
        why: 'why' in standing ? standing.why : null,
        trouble:
          quarantine === null
            ? null
            : say({
                code: `error.${quarantine.code}`,
                params: { request: quarantine.request, detail: quarantine.detail },
              }),
        lastRead: lastRead?.toISOString() ?? null,
      })),
      sources: now.sources.map((source) => ({ ...source, lastRun: source.lastRun?.toISOString() ?? null })),
      workers: now.workers.map((worker) => ({ ...worker, heartbeatAt: worker.heartbeatAt.toISOString() })),
      notices: now.notices.map(({ at, severity, text }) => ({ at: at.toISOString(), severity, text: say(text) })),
    };
  },
});
