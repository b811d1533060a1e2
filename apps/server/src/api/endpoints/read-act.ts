import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { Problem } from '../problem/problem.ts';
import { instant, uuid } from '../schema/fields.ts';

export const readAct = endpoint({
  id: 'acts.read',
  method: 'get',
  path: '/acts/{act}',
  summary:
    'An act, and the plans that bring it to the platforms: none before the engine has come to it, which takes seconds',
  rule: { about: 'act', may: ['self', 'auditor', 'administrator'] },
  problems: [],
  params: z.strictObject({ act: uuid }),
  query: z.strictObject({}),
  answer: z.object({
    id: z.string(),
    at: instant,
    kind: z.string(),
    isPlanned: z.boolean().describe('Nothing of it waits to be planned'),
    plans: z.array(z.string()),
  }),
  async handle({ api, params }) {
    const { rows } = await api.engine.store.pool.query<{
      id: string;
      at: Date;
      kind: string;
      waits: boolean;
      plans: readonly string[];
    }>(
      `select a.id, a.at, a.kind, exists (select from change c where c.act = a.id and c.plan is null) as waits,
              array(select distinct c.plan from change c where c.act = a.id and c.plan is not null) as plans
         from act a where a.id = $1`,
      [params.act],
    );
    const act = rows[0];
    if (act === undefined) throw new Problem('nothing-here');
    return { id: act.id, at: act.at.toISOString(), kind: act.kind, isPlanned: !act.waits, plans: [...act.plans] };
  },
});
