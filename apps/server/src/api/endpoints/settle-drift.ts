import { acceptDrift, listDrift, makePlan, putBackOf, scopeOf, startPlan } from '@passerelle/engine';
import { localDateAt, message } from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { Problem } from '../problem/problem.ts';
import { uuid } from '../schema/fields.ts';

const rule = { about: 'drift', may: ['technicien', 'administrator'] } as const;
const refused = (code: string): Problem => new Problem('refused', { reasons: [message(code)] });

export const acceptDriftEndpoint = endpoint({
  id: 'drift.accept',
  method: 'post',
  path: '/drift/{drift}/accept',
  summary: 'What somebody added by hand on a platform becomes a real membership or role',
  rule,
  problems: ['refused'],
  params: z.strictObject({ drift: uuid }),
  query: z.strictObject({}),
  answer: z.object({ accepted: z.literal(true) }),
  changesWhatItIsAskedAbout: true,
  async handle({ api, who, params }) {
    const [drift] = await listDrift(api.engine, params.drift);
    if (drift === undefined) throw new Problem('nothing-here');
    if (drift.community === null) throw refused('drift-not-a-membership');
    const { zone } = await getCommunity(api.engine.store, drift.community);
    const settled = await acceptDrift(api.engine, params.drift, {
      actor: `person:${who().person.id}`,
      today: localDateAt(api.engine.now(), zone),
    });
    if (!settled.done)
      throw settled.because === 'unknown' ? new Problem('nothing-here') : refused(`drift-${settled.because}`);
    return { accepted: true as const };
  },
});

export const putBackDrift = endpoint({
  id: 'drift.put-back',
  method: 'post',
  path: '/drift/{drift}/put-back',
  summary:
    'What somebody added by hand on a platform is taken out again: exactly that, by a plan that is started at once',
  rule,
  problems: ['refused'],
  params: z.strictObject({ drift: uuid }),
  query: z.strictObject({}),
  answer: z.object({ plan: z.string(), operations: z.int().describe('0: it was gone already') }),
  changesWhatItIsAskedAbout: true,
  async handle({ api, who, params, signal }) {
    const [drift] = await listDrift(api.engine, params.drift);
    if (drift === undefined) throw new Problem('nothing-here');
    const place = await putBackOf(api.engine, params.drift);
    if (place === null || place.community === null) throw refused('drift-not-a-membership');
    const by = `person:${who().person.id}`;
    const { id, operations } = await makePlan(api.engine, {
      createdBy: by,
      extent: 'targeted',
      targets: [place.target],
      scope: scopeOf([place.community], drift.person === null ? [] : [drift.person]),
      observe: 'never',
      putBack: new Map([[place.target, [place]]]),
      signal,
    });
    if (operations > 0) await startPlan(api.engine, id, { by, kind: 'person' });
    return { plan: id, operations };
  },
});
